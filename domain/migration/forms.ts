import { isObject, type JsonObject } from "../json";
import type { WireConfig } from "../observed";
import { ownerKey } from "../ownership";
import { ownWindow } from "../stream/streamLimitFields";
import { copyName, type MigrationMark, retiredSubject, withMigrationMark } from "./marks";
import type { Method } from "./method";

/** No limit deletes anything as long as two streams have to be alike. */
const unlimited: JsonObject = {
  max_msgs: -1,
  max_bytes: -1,
  max_msgs_per_subject: -1,
  max_age: 0,
  discard: "old",
};

/** What only a stream that publishers reach may have: a mirror refuses it, or would do it twice. */
const forPublishers: readonly string[] = [
  "subjects",
  "subject_transform",
  "republish",
  "allow_atomic",
  "allow_batched",
  "subject_delete_marker_ttl",
];

/** What would stand in the way of a later step, and waits for the last one. */
const forTheEnd: readonly string[] = [
  "mirror",
  "sources",
  "sealed",
  "deny_delete",
  "deny_purge",
  "discard_new_per_subject",
];

/**
 * The stream in between while it copies: on disk, whatever the others are on, so that no restart costs a message.
 *
 * @param wanted complete config that the stream shall have in the end
 */
export const copyingCopy = (wanted: WireConfig, method: Method, mark: MigrationMark): WireConfig =>
  withMigrationMark({ ...copyBody(wanted, mark.of), ...copies(method, mark.of) }, mark);

/** The stream in between while publishers reach it. */
export const standingCopy = (wanted: WireConfig, mark: MigrationMark): WireConfig =>
  withMigrationMark(
    {
      ...copyBody(wanted, mark.of),
      ...only(wanted, [...forPublishers, "no_ack", "max_msg_size", "allow_rollup_hdrs"]),
    },
    mark,
  );

function copyBody(wanted: WireConfig, of: string): JsonObject {
  const { metadata } = wanted;
  const owner = isObject(metadata) ? only(metadata, [ownerKey]) : {};
  return {
    name: copyName(of),
    description: `holds the messages of ${of} while nats-stack makes that stream anew`,
    retention: "limits",
    storage: "file",
    ...unlimited,
    duplicate_window: window(wanted),
    ...only(wanted, ["num_replicas", "placement", "compression", "allow_direct", "allow_msg_ttl"]),
    metadata: owner,
  };
}

/** The stream made anew while it copies. Without consumers, a workqueue keeps everything; interest keeps nothing. */
export const copyingSuccessor = (
  wanted: WireConfig,
  method: Method,
  mark: MigrationMark,
): WireConfig =>
  withMigrationMark(
    {
      ...without(successorBody(wanted), [
        ...forPublishers,
        // a mirror takes its sequences from its origin
        ...(method === "mirror" ? ["first_seq"] : []),
      ]),
      ...copies(method, copyName(mark.of)),
    },
    mark,
  );

/** The stream made anew while publishers reach it and its limits still rest. */
export const standingSuccessor = (wanted: WireConfig, mark: MigrationMark): WireConfig =>
  withMigrationMark(successorBody(wanted), mark);

const successorBody = (wanted: WireConfig): JsonObject => ({
  ...without(wanted, forTheEnd),
  ...unlimited,
  retention: wanted["retention"] === "workqueue" ? "workqueue" : "limits",
  duplicate_window: window(wanted),
});

/**
 * A stream that has given its subjects up and is not to lose anything any more.
 *
 * @param live its config as the server told it
 */
export const retired = (stream: string, live: WireConfig): WireConfig => ({
  ...without(ownFields(live), ["republish", "discard_new_per_subject"]),
  // a sealed stream has no ages, and its discard may not change
  ...(live["sealed"] === true ? {} : unlimited),
  no_ack: false,
  subjects: [retiredSubject(stream)],
});

/** @returns a config as the server told it, without what the server alone may set */
export function ownFields(live: WireConfig): WireConfig {
  const { metadata, ...rest } = live;
  if (!isObject(metadata)) return live;
  const own = Object.entries(metadata).filter(([key]) => !key.startsWith("_nats."));
  return own.length === 0 ? rest : { ...rest, metadata: Object.fromEntries(own) };
}

const copies = (method: Method, from: string): JsonObject =>
  method === "mirror" ? { mirror: { name: from } } : { sources: [{ name: from }] };

/** Never left out: from 2.14 on a stream with sources, and any mirror, would remember no message ids. */
const window = (wanted: WireConfig): number => {
  const declared = wanted["duplicate_window"];
  return typeof declared === "number" && declared > 0 ? declared : ownWindow(wanted);
};

const only = (config: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(config).filter(([key]) => keys.includes(key)));

const without = (config: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(config).filter(([key]) => !keys.includes(key)));
