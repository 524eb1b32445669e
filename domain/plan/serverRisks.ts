import { quoted, streamAsset } from "../assets";
import type { StreamDeclaration } from "../declare";
import type { ServerFacts } from "../server";
import type { Note } from "./note";
import type { Planned } from "./planDecisions";

/**
 * What this server does to streams that a person would not expect of one, told when a stream comes to it or changes on it.
 *
 * @param planned what happens to each stream
 */
export function serverRisks(
  streams: readonly StreamDeclaration[],
  planned: readonly Planned[],
  server: ServerFacts,
): readonly Note[] {
  const acting = (...actions: readonly Planned["action"][]): readonly StreamDeclaration[] => {
    const assets = new Set(
      planned.filter(({ action }) => actions.includes(action)).map(({ asset }) => asset),
    );
    return streams.filter(({ name }) => assets.has(streamAsset(name)));
  };
  const coming = acting("create", "adopt", "takeBack", "replace");
  return [...forgetful(coming, server), ...killed(acting("update", "adopt", "takeBack"), server)];
}

/** Seen on 2.10 to 2.15: after a restart a standalone server has no memory stream, one of a cluster has it without messages. */
function forgetful(
  streams: readonly StreamDeclaration[],
  { clustered, ownPods = false }: ServerFacts,
): readonly Note[] {
  if (ownPods && !clustered) return [];
  const memory = streams.filter(
    ({ config }) => config.storage === "memory" && (!clustered || (config.replicas ?? 1) === 1),
  );
  if (memory.length === 0) return [];
  const text = clustered
    ? "lose their messages and consumers' positions when the one server that holds them restarts; declare more replicas where that matters"
    : "are gone when this standalone server restarts, with their definition and consumers; a run with `--refresh` makes them again, empty";
  return [warning("advice", `memory streams ${text}: ${names(memory)}`)];
}

/** Seen on 2.11.11 alone, in four clusters out of four. */
function killed(
  streams: readonly StreamDeclaration[],
  { version, clustered }: ServerFacts,
): readonly Note[] {
  if (streams.length === 0 || !clustered || !version.startsWith("2.11.")) return [];
  return [
    warning(
      "warning",
      `${version} loses streams that were updated, files and all, when every server of the cluster is killed at once (seen on 2.11.11); stop servers gracefully, one by one, until they are 2.12 or newer: ${names(streams)}`,
    ),
  ];
}

const names = (streams: readonly StreamDeclaration[]): string =>
  streams.length <= most
    ? quoted(streams.map(({ name }) => name))
    : `${quoted(streams.slice(0, most).map(({ name }) => name))} and ${streams.length - most} more`;

/** So many names are read; more are skipped. */
const most = 5;

const warning = (kind: "warning" | "advice", text: string): Note => ({
  asset: "server",
  kind,
  text,
});
