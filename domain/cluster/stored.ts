import { quoted } from "../assets";
import type { StreamDeclaration } from "../declare";
import type { ObservedStream, Peers } from "../observed";
import type { LiveServer } from "../plan/live";
import { streamHolds } from "../plan/loss";
import { bytesOf } from "../units";
import type { Reservation } from "./reservations";

/** A stream that is on the servers when a deployment begins. */
export interface StoredStream {
  readonly name: string;
  readonly storage: "file" | "memory";
  readonly replicas: number;
  readonly messages: number;
  /** For people: "12 messages (1.2kB)"; absent where it holds nothing, or nothing is known. */
  readonly holds?: string;
  /** Names of the servers that hold it; absent where it stands alone or does not answer. */
  readonly servers?: readonly string[];
}

/** @returns every stream of the account, declared or not; of one whose servers do not answer only the name is known */
export const storedStreams = ({ streams, missing }: LiveServer): readonly StoredStream[] => [
  ...streams.map(stored),
  ...missing.map((name): StoredStream => ({ name, storage: "file", replicas: 1, messages: 0 })),
];

function stored({ name, config, state, peers }: ObservedStream): StoredStream {
  const { holds } = streamHolds(state);
  const servers = serversOf(peers);
  const { storage, num_replicas: replicas } = config;
  return {
    name,
    storage: storage === "memory" ? "memory" : "file",
    replicas: typeof replicas === "number" && replicas > 1 ? replicas : 1,
    messages: state?.messages ?? 0,
    ...(holds !== undefined && { holds }),
    ...(servers.length > 0 && { servers }),
  };
}

/** None are known of a stream whose leader is being chosen and that nobody else holds. */
const serversOf = (peers: Peers | undefined): readonly string[] => [
  ...(peers?.leader === undefined ? [] : [peers.leader]),
  ...(peers?.replicas ?? []).map(({ name }) => name),
];

/**
 * What the servers have to hold once all is deployed: what declared streams may take, or have taken where they have no
 * limit, and the same for live streams that stay although nobody declares them.
 *
 * @param leaves whether a live stream that is not declared goes with this deployment
 */
export function coming(
  declared: readonly StreamDeclaration[],
  live: LiveServer,
  leaves: (stream: ObservedStream) => boolean,
): readonly Reservation[] {
  const names = new Set(declared.map(({ name }) => name));
  const used = new Map(live.streams.map(({ name, state }) => [name, state?.bytes ?? 0]));
  const strangers = live.streams.filter((stream) => !names.has(stream.name) && !leaves(stream));
  const reserved = (name: string, limit: number): number =>
    limit > 0 ? limit : (used.get(name) ?? 0);
  return [
    ...declared.map(({ name, config }) => ({
      name,
      storage: config.storage ?? "file",
      replicas: config.replicas ?? 1,
      bytes: reserved(name, bytesOf(config.maxBytes ?? -1)),
      unlimited: false,
    })),
    ...strangers.map((stream) => {
      const { max_bytes: limit } = stream.config;
      const { name, storage, replicas } = stored(stream);
      const bytes = reserved(name, typeof limit === "number" ? limit : -1);
      return { name, storage, replicas, bytes, unlimited: false };
    }),
  ];
}

const mostNames = 8;

/** @returns `"ORDERS" with 12 messages (1.2kB), "AUDIT"`, and how many more there are */
export function named(streams: readonly StoredStream[]): string {
  const shown = streams
    .slice(0, mostNames)
    .map(({ name, holds }) => `${quoted([name])}${holds === undefined ? "" : ` with ${holds}`}`);
  const more = streams.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
