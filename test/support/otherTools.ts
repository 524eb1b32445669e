import type { JsonObject } from "../../domain/json";

/** A stream as another tool makes it, with its consumers, in wire form. */
export interface OtherStream {
  readonly stream: JsonObject & { readonly name: string };
  readonly consumers?: readonly (JsonObject & { readonly durable_name: string })[];
}

/** What the nats CLI sends when everything is answered with its defaults. */
const cliStream = {
  ...{ retention: "limits", max_consumers: -1, max_msgs_per_subject: -1, max_msgs: -1 },
  ...{ max_bytes: -1, max_age: 0, max_msg_size: -1, storage: "file", discard: "old" },
  ...{ num_replicas: 1, duplicate_window: 120_000_000_000, sealed: false, deny_delete: false },
  ...{ deny_purge: false, allow_rollup_hdrs: false, allow_direct: true, mirror_direct: false },
  consumer_limits: {},
};
const cliConsumer = {
  ...{ deliver_policy: "all", ack_policy: "explicit", ack_wait: 30_000_000_000, max_deliver: -1 },
  ...{ replay_policy: "instant", max_waiting: 512, max_ack_pending: 1000, num_replicas: 0 },
};

/** As a controller of custom resources makes them: little is set, metadata says whose they are. */
const controllerStream = {
  ...{ retention: "limits", max_consumers: -1, max_msgs_per_subject: 0, max_msgs: -1 },
  ...{ max_bytes: -1, max_age: 3_600_000_000_000, max_msg_size: -1, storage: "memory" },
  ...{ num_replicas: 1, discard: "old", compression: "s2" },
  metadata: { "controller/namespace": "shop" },
};

/** As an infrastructure tool makes them. */
const plannedStream = {
  ...{ description: 'For "everyone"', retention: "interest", max_consumers: 10, max_msgs: 1000 },
  ...{ max_bytes: 104_857_600, max_age: 31_536_000_000_000_000, max_msg_size: 1_048_576 },
  ...{ storage: "file", num_replicas: 1, allow_direct: true, deny_delete: true },
  republish: { src: ">", dest: "again.>" },
  metadata: { team: "a team", "it's": "odd" },
};

const keyValue = (bucket: string): JsonObject & { name: string } => ({
  ...{ name: `KV_${bucket}`, max_msgs_per_subject: 5, max_bytes: -1, max_age: 0 },
  ...{ max_msg_size: -1, storage: "file", discard: "new", num_replicas: 1, deny_delete: true },
  ...{ allow_rollup_hdrs: true, allow_direct: true, duplicate_window: 120_000_000_000 },
});

/** What is found where several tools have been at work. */
export const otherTools: readonly OtherStream[] = [
  {
    stream: { ...cliStream, name: "ORDERS", subjects: ["orders.>"] },
    consumers: [
      { ...cliConsumer, durable_name: "NEW", filter_subject: "orders.new" },
      { ...cliConsumer, durable_name: "SAMPLED", sample_freq: "100", max_deliver: 20 },
      {
        ...{ durable_name: "PUSHED", deliver_subject: "deliver.orders", deliver_policy: "last" },
        ...{ deliver_group: "workers", ack_policy: "none", idle_heartbeat: 5_000_000_000 },
        ...{ flow_control: true, rate_limit_bps: 100_000 },
      },
    ],
  },
  {
    stream: { ...controllerStream, name: "events", subjects: ["events.a", "events.b.*"] },
    consumers: [
      { durable_name: "minimal" },
      {
        ...{ durable_name: "retrying", ack_policy: "explicit", max_deliver: 5 },
        ...{ backoff: [1_000_000_000, 60_000_000_000], inactive_threshold: 3_600_000_000_000 },
      },
    ],
  },
  {
    stream: { ...plannedStream, name: "planned", subjects: ["planned.*"] },
    consumers: [
      {
        ...{ durable_name: "two", filter_subjects: ["planned.a", "planned.b"] },
        ...{ ack_policy: "all", deliver_policy: "by_start_time", max_ack_pending: 20_000 },
        ...{ opt_start_time: "2026-01-31T00:00:00Z", replay_policy: "original" },
        metadata: { team: "a team" },
      },
    ],
  },
  { stream: { ...cliStream, name: "work", subjects: ["work.>"], retention: "workqueue" } },
  { stream: { name: "BARE" } },
  {
    stream: { name: "LIMITED", consumer_limits: { max_ack_pending: 50, inactive_threshold: 60e9 } },
    consumers: [{ durable_name: "limited", ack_policy: "explicit" }],
  },
  { stream: { ...keyValue("config"), subjects: ["$KV.config.>"], compression: "s2" } },
  { stream: { ...keyValue("shadow"), mirror: { name: "KV_config" }, mirror_direct: true } },
  {
    stream: {
      ...keyValue("collected"),
      subjects: ["$KV.collected.>"],
      sources: [
        {
          name: "KV_config",
          subject_transforms: [{ src: "$KV.config.>", dest: "$KV.collected.>" }],
        },
      ],
    },
  },
  {
    stream: {
      ...{ name: "OBJ_files", subjects: ["$O.files.C.>", "$O.files.M.>"], discard: "new" },
      ...{ allow_rollup_hdrs: true, allow_direct: true, storage: "file", num_replicas: 1 },
      ...{ max_age: 0, max_bytes: -1, placement: { cluster: "", tags: [] } },
    },
  },
  // as the client for Python makes them
  {
    stream: {
      ...{ name: "KV_sessions", subjects: ["$KV.sessions.>"], discard: "new", deny_delete: true },
      ...{ allow_rollup_hdrs: true, max_msgs_per_subject: 1, max_age: 60_000_000_000 },
      ...{
        duplicate_window: 60_000_000_000,
        max_consumers: -1,
        max_msgs: -1,
        max_bytes: 1_048_576,
      },
    },
  },
  // as a controller makes one where a server is asked for
  {
    stream: {
      ...keyValue("placed"),
      subjects: ["$KV.placed.>"],
      placement: { cluster: "east", tags: ["ssd"] },
      republish: { src: "$KV.placed.>", dest: "placed.>" },
      metadata: { "controller/namespace": "shop" },
    },
  },
  { stream: { name: "ORDERS-COPY", mirror: { name: "ORDERS", filter_subject: "orders.new" } } },
  { stream: { name: "MIRRORED", mirror: { name: "ORDERS" } } },
  // a server gives these an own consumer on their origin, from 2.14 on
  { stream: { name: "work-copy", mirror: { name: "work" } } },
  { stream: { name: "work-too", duplicate_window: 60_000_000_000, sources: [{ name: "work" }] } },
  { stream: { name: "MISSED", mirror: { name: "NOWHERE", opt_start_seq: 5 } } },
  {
    stream: {
      name: "ALL",
      // no window: servers from 2.14 on give such a stream none
      sources: [{ name: "ORDERS" }, { name: "events", filter_subject: "events.a" }],
    },
  },
  {
    stream: {
      ...{ name: "BOTH", subjects: ["both"], duplicate_window: 60_000_000_000 },
      sources: [{ name: "ORDERS", opt_start_time: "2026-01-31T00:00:00Z" }],
    },
  },
  {
    stream: {
      ...{ name: "KEPT", subjects: ["kept.>"], first_seq: 1000 },
      subject_transform: { src: "kept.*", dest: "kept.{{wildcard(1)}}.x" },
    },
  },
];
