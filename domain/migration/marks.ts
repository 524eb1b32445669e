import { isObject, type Json, type JsonObject } from "../json";
import type { WireConfig } from "../observed";
import type { Method } from "./method";

/** Metadata key on the server that says what part a stream has in a migration. Never change it. */
export const migrationKey = "nats-stack.migration";

/** What a stream was, is for a while, or becomes: the one that is left, the copy in between, the one made anew. */
export type Role = "origin" | "copy" | "successor";

/** A consumer as it has to be made again. */
export interface NotedConsumer {
  readonly name: string;
  /** Complete, as the server told it, without the server's own metadata. */
  readonly config: JsonObject;
  /** First sequence of the copy that it has not acknowledged; absent where it begins as its config says. */
  readonly start?: string;
}

/** All that a migration has to know after a crash stands on the server. */
export interface MigrationMark {
  /** Name of the stream that is migrated. */
  readonly of: string;
  readonly role: Role;
  /** How it takes, or took, its messages from the other one. */
  readonly method?: Method;
  /** Everything of the stream before it was found in this one, and positions of consumers are noted. */
  readonly checked?: boolean;
  /** Last sequence when it stopped copying; what comes later was published to it. */
  readonly last?: string;
  readonly consumers?: readonly NotedConsumer[];
}

/** @returns the mark in the metadata of a live stream, or undefined where it has no part in a migration */
export function migrationMark({ metadata }: WireConfig): MigrationMark | undefined {
  const text = isObject(metadata) ? metadata[migrationKey] : undefined;
  return typeof text === "string" ? parsed(text) : undefined;
}

function parsed(text: string): MigrationMark | undefined {
  try {
    const mark: unknown = JSON.parse(text);
    return isObject(mark) && typeof mark["of"] === "string" && isRole(mark["role"])
      ? (mark as object as MigrationMark)
      : undefined;
  } catch {
    return undefined;
  }
}

const isRole = (role: Json | undefined): role is Role =>
  role === "origin" || role === "copy" || role === "successor";

/** @returns the config with this mark, or without any */
export function withMigrationMark(config: WireConfig, mark: MigrationMark | undefined): WireConfig {
  const { metadata, ...rest } = config;
  const kept = Object.entries(isObject(metadata) ? metadata : {}).filter(
    ([key]) => key !== migrationKey,
  );
  const all = [...kept, ...(mark === undefined ? [] : [[migrationKey, JSON.stringify(mark)]])];
  return all.length === 0 ? rest : { ...rest, metadata: Object.fromEntries(all) as JsonObject };
}

/** @returns the name of the stream that holds the messages in between */
export const copyName = (stream: string): string => `nats-stack-migration-${stream}`;

/** @returns the subject of a stream that has given its own up; one without subjects would listen to its name */
export const retiredSubject = (stream: string): string => `_nats-stack.retired.${stream}`;

/** @returns the stream whose messages a live stream holds for a while, or undefined for any other stream */
export function copiedFor(config: WireConfig): string | undefined {
  const mark = migrationMark(config);
  return mark?.role === "copy" ? mark.of : undefined;
}

/** The consumer that keeps messages in an origin which would lose them by being copied. */
export const holdName = "nats-stack-migration";
