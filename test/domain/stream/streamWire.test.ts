import assert from "node:assert/strict";
import {
  normaliseStream,
  type StreamConfig,
  streamFromWire,
  streamToWire,
  unknownStreamFields,
} from "../../../domain/stream/stream";
import { streamReply } from "../../support/replies";

const defaults = {
  name: "X",
  subjects: ["X"],
  retention: "limits",
  max_consumers: -1,
  max_msgs: -1,
  max_bytes: -1,
  max_age: 0,
  max_msgs_per_subject: -1,
  max_msg_size: -1,
  discard: "old",
  discard_new_per_subject: false,
  storage: "file",
  num_replicas: 1,
  no_ack: false,
  compression: "none",
  allow_direct: false,
  sealed: false,
  deny_delete: false,
  deny_purge: false,
  allow_rollup_hdrs: false,
};

const without = (...keys: readonly string[]): object =>
  Object.fromEntries(Object.entries(defaults).filter(([key]) => !keys.includes(key)));

describe("streamToWire", () => {
  /** [what is declared, what is sent beside or instead of the defaults, defaults that are not sent] */
  const cases: readonly (readonly [string, StreamConfig, object, readonly string[]])[] = [
    ["everything that 2.10 knows, for nothing declared", {}, {}, []],
    [
      "nothing of newer servers at its default",
      {
        allowMsgTtl: false,
        subjectDeleteMarkerTtl: "0s",
        allowAtomic: false,
        allowMsgSchedules: false,
        persistMode: "default",
        allowBatched: false,
      },
      {},
      [],
    ],
    ["a newer field that is declared", { allowAtomic: true }, { allow_atomic: true }, []],
    ["subjects in order", { subjects: ["b", "a"] }, { subjects: ["a", "b"] }, []],
    [
      "units of the wire",
      { maxAge: "7d", maxBytes: "100MB", maxMsgSize: "1KiB", duplicateWindow: "500ms" },
      {
        max_age: 604_800_000_000_000,
        max_bytes: 100_000_000,
        max_msg_size: 1024,
        duplicate_window: 500_000_000,
      },
      [],
    ],
    ["no limit for 0 and -1", { maxMsgs: 0, maxBytes: 0, maxConsumers: -1, maxAge: "0s" }, {}, []],
    ["the window only where it is declared", { maxAge: "1m" }, { max_age: 60e9 }, []],
    [
      "the window of two minutes beside sources",
      { sources: [{ name: "A" }] },
      { sources: [{ name: "A" }], duplicate_window: 120e9 },
      ["subjects"],
    ],
    [
      "a window as short as the longest age beside sources",
      { sources: [{ name: "A" }], maxAge: "1m" },
      { sources: [{ name: "A" }], max_age: 60e9, duplicate_window: 60e9 },
      ["subjects"],
    ],
    [
      "a mirror without subjects and window",
      { mirror: { name: "A", filterSubject: "a.>" } },
      { mirror: { name: "A", filter_subject: "a.>" } },
      ["subjects"],
    ],
    [
      "what markers imply",
      { subjectDeleteMarkerTtl: "1m" },
      { subject_delete_marker_ttl: 60e9, allow_msg_ttl: true, allow_rollup_hdrs: true },
      [],
    ],
    [
      "what schedules imply",
      { allowMsgSchedules: true },
      { allow_msg_schedules: true, allow_rollup_hdrs: true },
      [],
    ],
    [
      "what a seal implies",
      { sealed: true, maxAge: "1h", allowRollup: true },
      { sealed: true, discard: "new", deny_delete: true, deny_purge: true },
      [],
    ],
    [
      "a source with all its parts",
      {
        sources: [
          {
            name: "A",
            optStartTime: "2026-01-31T02:00:00.100+02:00",
            external: { api: "$JS.hub.API", deliver: "" },
            subjectTransforms: [{ src: "a.*", dest: "b.$1" }, { src: "c" }, {}],
          },
        ],
      },
      {
        sources: [
          {
            name: "A",
            opt_start_time: "2026-01-31T00:00:00.1Z",
            external: { api: "$JS.hub.API" },
            subject_transforms: [{ src: "a.*", dest: "b.$1" }, { src: "c" }, { src: ">" }],
          },
        ],
        duplicate_window: 120e9,
      },
      ["subjects"],
    ],
    [
      "empty things as nothing",
      {
        description: "",
        subjects: [],
        sources: [],
        placement: { cluster: "", tags: [] },
        consumerLimits: {},
        metadata: {},
        raw: {},
      },
      {},
      [],
    ],
    ["raw fields last", { raw: { new_field: { a: 1 } } }, { new_field: { a: 1 } }, []],
    [
      "the ends of a republish",
      { republish: { dest: "copy.>", headersOnly: true } },
      { republish: { src: ">", dest: "copy.>", headers_only: true } },
      [],
    ],
  ];
  for (const [what, config, more, left] of cases) {
    it(`sends ${what}`, () => {
      assert.deepEqual(streamToWire("X", config), { ...without(...left), ...more });
    });
  }
});

describe("streamFromWire", () => {
  it("shows only what differs from the defaults", () => {
    for (const version of ["2.10.26", "2.15.1"]) {
      assert.deepEqual(streamFromWire(streamReply("X", {}, version)), {});
    }
  });

  it("shows declared fields at their default as well", () => {
    assert.deepEqual(
      streamFromWire(streamReply("X", {}, "2.15.1"), [
        ...["subjects", "maxMsgs", "maxAge", "duplicateWindow", "storage", "mirror"],
      ]),
      { subjects: ["X"], maxMsgs: -1, maxAge: "0s", duplicateWindow: "2m", storage: "file" },
    );
  });

  it("shows metadata without that of the server", () => {
    const wire = { name: "X", metadata: { a: "b", "_nats.ver": "2.15.1" } };
    assert.deepEqual(streamFromWire(wire), { metadata: { a: "b" } });
  });

  it("shows a window that no server gives by itself", () => {
    const wire = { name: "X", max_age: 60e9, duplicate_window: 30e9 };
    assert.deepEqual(streamFromWire(wire), { maxAge: "1m", duplicateWindow: "30s" });
  });

  it("shows unknown fields only where raw ones are declared", () => {
    const wire = { name: "X", new_field: 1 };
    assert.deepEqual(streamFromWire(wire), {});
    assert.deepEqual(streamFromWire(wire, ["raw"]), { raw: { new_field: 1 } });
    assert.deepEqual(unknownStreamFields(wire), ["new_field"]);
  });

  it("shows odd nanoseconds as they are", () => {
    const wire = { name: "X", max_age: 1_500_000_500 };
    assert.deepEqual(streamFromWire(wire), { maxAge: "1500.0005ms" });
  });
});

describe("normaliseStream", () => {
  it("writes every value in its largest unit", () => {
    assert.deepEqual(
      normaliseStream("X", {
        maxAge: "168h",
        maxBytes: 100_000_000,
        maxMsgSize: "1024B",
        subjects: ["b", "a"],
        maxMsgs: 0,
      }),
      { maxAge: "7d", maxBytes: "100MB", maxMsgSize: "1KiB", subjects: ["a", "b"], maxMsgs: -1 },
    );
  });
});
