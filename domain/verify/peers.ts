import { quoted } from "../assets";
import type { Peers, Replica } from "../observed";

/** @returns what is not settled among the servers that hold a stream or consumer, in words */
export function unsettled(peers: Peers | undefined): readonly string[] {
  if (peers === undefined) return [];
  const leaderless = peers.leader === undefined ? ["has no leader"] : [];
  const offline = named("is offline on", ({ offline: away }) => away);
  const behind = named("is not current on", ({ offline: away, current }) => !away && !current);
  return [...leaderless, ...offline(peers.replicas), ...behind(peers.replicas)];
}

const named =
  (words: string, isMeant: (replica: Replica) => boolean) =>
  (replicas: readonly Replica[]): readonly string[] => {
    const names = replicas.filter(isMeant).map(({ name }) => name);
    return names.length === 0 ? [] : [`${words} ${quoted(names)}`];
  };
