import type { ConsumerDeclaration, StreamDeclaration } from "../declare";
import { waitsFor } from "../topology/order";
import { storageKind } from "./sizing";
import type { ClusterSpec } from "./spec";

/** What a new pod does not bring back of one stream: all of it, or only consumers that stand in memory. */
export interface Forgotten {
  readonly declared: StreamDeclaration;
  /** Whether the stream itself is forgotten. */
  readonly stream: boolean;
  readonly consumers: readonly ConsumerDeclaration[];
}

/**
 * What a server that runs alone forgets with its pod, seen on 2.10 to 2.15: streams in memory with their consumers,
 * consumers in memory, and everything where the folder goes with the pod. Several servers remember it for one another.
 * File streams on a claim are none of it: one that does not come back may be on the disk still, and a new one of its name
 * could cost what is left.
 *
 * @returns in an order in which each stream comes after those it copies from
 */
export function forgottenBy(
  spec: ClusterSpec,
  streams: readonly StreamDeclaration[],
): readonly Forgotten[] {
  if ((spec.servers ?? 1) > 1) return [];
  const ephemeral = storageKind(spec, streams) === "ephemeral";
  return originsFirst(streams)
    .map((declared) => forgottenOf(declared, ephemeral || declared.config.storage === "memory"))
    .filter(({ stream, consumers }) => stream || consumers.length > 0);
}

const forgottenOf = (declared: StreamDeclaration, stream: boolean): Forgotten => ({
  declared,
  stream,
  consumers: stream
    ? declared.consumers
    : declared.consumers.filter(({ config }) => config.memStorage === true),
});

function originsFirst(streams: readonly StreamDeclaration[]): readonly StreamDeclaration[] {
  const waits = waitsFor(streams, []);
  const byName = new Map(streams.map((stream) => [stream.name, stream]));
  const ordered = new Set<StreamDeclaration>();
  const add = (stream: StreamDeclaration): void => {
    if (ordered.has(stream)) return;
    for (const first of waits.get(stream.name) ?? []) {
      const origin = byName.get(first);
      if (origin) add(origin);
    }
    ordered.add(stream);
  };
  streams.forEach(add);
  return [...ordered];
}
