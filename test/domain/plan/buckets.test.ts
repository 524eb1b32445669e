import assert from "node:assert/strict";
import { bucketToWire, streamNameOf } from "../../../domain/bucket/bucket";
import { type BucketDeclaration, bucketStream } from "../../../domain/bucket/declareBuckets";
import type { ObservedStream, StreamState } from "../../../domain/observed";
import { decideBucketDelete } from "../../../domain/plan/bucketDecision";
import { type LiveServer, type Plan, planAll } from "../../../domain/plan/plan";
import { cautious } from "../../../domain/policy";
import { problemLines } from "../../../domain/problem";
import type { StreamDeclaration } from "../../../domain/declare";
import { live, server } from "../../support/declared";
import { account, declared, noteLines, sentences } from "../../support/plan";
import { declaredBuckets, sampleBuckets } from "../../support/sampleBuckets";

const bucketsOf = (...given: Parameters<typeof sampleBuckets>): readonly BucketDeclaration[] =>
  declaredBuckets(sampleBuckets(...given));

const plan = (
  buckets: readonly BucketDeclaration[],
  observed?: LiveServer,
  streams: readonly StreamDeclaration[] = [],
): Plan => planAll({ project: "shop", stack: "prod", systems: [{ streams, buckets }] }, observed);

/** Three keys with nine earlier values. */
const filled: StreamState = {
  messages: 12,
  bytes: 1200,
  firstSeq: "1",
  lastSeq: "12",
  consumers: 2,
  subjects: 3,
};

/** The buckets as a server has them. */
const liveOf = (
  buckets: readonly BucketDeclaration[],
  state?: StreamState,
): readonly ObservedStream[] =>
  buckets.map((bucket) => ({
    name: streamNameOf(bucket),
    config: bucketToWire(bucket, bucket.config),
    created: "2026-01-01T00:00:00Z",
    ...(state && { state }),
  }));

describe("a plan with buckets", () => {
  it("creates what is not there", () => {
    const found = plan(
      bucketsOf(
        {
          settings: { initial: { mode: "on" } },
          copy: { config: { mirror: { bucket: "settings" } } },
          all: { config: { sources: [{ bucket: "settings" }, { bucket: "copy" }] } },
        },
        { files: {} },
      ),
      account([]),
    );
    assert.deepEqual(found.problems, []);
    assert.deepEqual(noteLines(found), [
      'create: bucket "settings": is created, with 1 initial key',
      'create: bucket "copy": is created, as a mirror of bucket "settings"',
      'create: bucket "all": is created, with copies from bucket "copy", bucket "settings"',
      'create: object store "files": is created',
    ]);
    assert.equal(found.summary, "0 streams; 4 buckets: 4 to create");
  });

  it("leaves alone what is as declared", () => {
    const buckets = bucketsOf({ settings: {} }, { files: {} });
    const found = plan(buckets, account(liveOf(buckets, filled)));
    assert.deepEqual(noteLines(found), []);
    assert.equal(found.summary, "0 streams; 2 buckets: 2 unchanged");
  });

  it("tells changes by the names of options", () => {
    const before = bucketsOf({ settings: { config: { history: 1 } } });
    const after = bucketsOf({ settings: { config: { history: 5, ttl: "1d", maxBytes: "1kB" } } });
    const found = plan(after, account(liveOf(before, filled)));
    assert.deepEqual(sentences(found), [
      'bucket "settings": ttl from "0s" to "1d": may delete entries older than 1d; their age is not known here; it holds 3 keys and 9 earlier values (1.2kB); set dataLoss: "allow" on the bucket, or `nats-stack:dataLoss: allow` for the stack',
    ]);
    const kept = bucketsOf({ settings: { config: { history: 5, maxBytes: "1kB" } } });
    assert.deepEqual(noteLines(plan(kept, account(liveOf(before, filled)))), [
      'update: bucket "settings": changes in place: history from 1 to 5 (what is stored stays), maxBytes from -1 to "1kB" (nothing is deleted, but writing is refused while it holds more; it holds 1.2kB)',
    ]);
  });

  it("fails to shorten a history below what is kept", () => {
    const before = bucketsOf({ settings: { config: { history: 5 } } });
    const after = bucketsOf({ settings: { config: { history: 1 } } });
    assert.deepEqual(sentences(plan(after, account(liveOf(before, filled)))), [
      'bucket "settings": history from 5 to 1: deletes at least 9 of 12 entries; it holds 3 keys and 9 earlier values (1.2kB); set dataLoss: "allow" on the bucket, or `nats-stack:dataLoss: allow` for the stack',
    ]);
  });

  it("fails to replace what holds entries, but not for its watchers", () => {
    const before = bucketsOf({ settings: {} }, { files: {} });
    const after = bucketsOf(
      { settings: { config: { storage: "memory" } } },
      { files: { config: { storage: "memory" } } },
    );
    const [first = "", second = ""] = sentences(plan(after, account(liveOf(before, filled))));
    assert.match(
      first,
      /^bucket "settings": cannot change in place: storage from "file" to "memory" \(no server moves a bucket between file and memory\); replacing it would delete its 3 keys and 9 earlier values \(1\.2kB\); /,
    );
    assert.match(second, /^object store "files": .* would delete its objects of 1\.2kB; /);
    const empty = { ...filled, messages: 0, bytes: 0, subjects: 0 };
    assert.deepEqual(sentences(plan(after, account(liveOf(before, empty)))), []);
  });

  it("takes over a bucket of nats.js, and leaves to it what clients differ in", () => {
    const [bucket] = bucketsOf({ settings: {} });
    assert.ok(bucket);
    const { deny_delete, metadata, description, ...byNatsJs } = bucketToWire(bucket, bucket.config);
    assert.deepEqual(
      [deny_delete, typeof metadata, typeof description],
      [true, "object", "string"],
    );
    const found = plan(
      [{ ...bucket, policy: { ...cautious, adopt: true } }],
      account([{ name: "KV_settings", config: byNatsJs, created: "", state: filled }]),
    );
    assert.deepEqual(noteLines(found), [
      'adopt: bucket "settings": exists already, unmarked; it is adopted, with its 3 keys and 9 earlier values (1.2kB), and changed in place: description from nothing to "All about settings"',
    ]);
  });

  it("fails to take over what differs, until adopt is said", () => {
    const [bucket] = bucketsOf({ settings: {} });
    assert.ok(bucket);
    const foreign = live("KV_settings", {
      ...bucketStream(bucket).config,
      metadata: {},
      maxMsgSize: 100,
    });
    assert.match(
      sentences(plan([bucket], account([foreign])))[0] ?? "",
      /^bucket "settings": exists already, unmarked, and differs from the declaration: maxValueSize from "100B" to -1; .* set adopt: true on the bucket /,
    );
  });

  it("names a bucket that is no longer declared, with what goes", () => {
    const found = plan([], account(liveOf(bucketsOf({ old: {} }, { files: {} }), filled)));
    assert.deepEqual(noteLines(found), [
      'delete: bucket "old": is no longer declared: it is deleted with its 3 keys and 9 earlier values (1.2kB); refused when it comes to that, unless dataLoss was "allow" when it was last deployed',
      'delete: object store "files": is no longer declared: it is deleted with its objects of 1.2kB; refused when it comes to that, unless dataLoss was "allow" when it was last deployed',
    ]);
    assert.equal(found.summary, "0 streams; 0 buckets: 2 to delete");
  });

  it("fails for mistakes of buckets and for what they share with streams", () => {
    const found = plan(
      bucketsOf({ settings: { config: { history: 65 } }, same: {} }, { same: {} }),
      undefined,
      [declared("CATCH", { subjects: ["$KV.>"] })],
    );
    const lines = problemLines(found.problems);
    assert.ok(
      lines.includes('bucket "settings": history: got 65; write a whole number from 1 to 64'),
    );
    assert.ok(
      lines.some((line) =>
        line.startsWith(
          'bucket "settings": subjects: got "$KV.settings.>", which overlaps "$KV.>" of stream "CATCH"',
        ),
      ),
    );
    assert.ok(lines.some((line) => line.startsWith('object store "same": name: ')));
  });

  it("counts what buckets reserve, against the limits of the account", () => {
    const found = plan(
      bucketsOf({ settings: { config: { maxBytes: "2GB" } } }),
      account([], [], { facts: server({ maxStorageBytes: 1_000_000_000 }) }),
    );
    assert.match(problemLines(found.problems)[0] ?? "", /the largest are bucket "settings" 2GB$/);
  });

  it("calls no bucket outside the declaration a stranger, and lets it be", () => {
    const others = [live("KV_theirs", { subjects: ["$KV.theirs.>"] }), live("OBJ_theirs", {})];
    const found = plan(bucketsOf({ settings: {} }), account(others));
    assert.deepEqual(noteLines(found), ['create: bucket "settings": is created']);
  });

  it("fails where a bucket outside the declaration holds a declared subject, and says how to adopt it", () => {
    const theirs = live("KV_theirs", { subjects: ["$KV.theirs.>"] });
    const found = plan([], account([theirs]), [declared("COPY", { subjects: ["$KV.theirs.a"] })]);
    assert.match(
      sentences(found)[0] ?? "",
      /the live bucket "theirs" is not declared, .* declare it in buckets\.keyValue under the name "theirs" to adopt it/,
    );
  });

  it("warns of plain streams that clients or servers take for theirs", () => {
    const names = ["KV_settings", "OBJ_files", "$MQTT_msgs", "KV.x", "ORDERS"];
    const notes = noteLines(
      plan(
        [],
        undefined,
        names.map((name) => declared(name)),
      ),
    );
    assert.deepEqual(
      notes.filter((note) => note.startsWith("advice")).map((note) => note.slice(0, 75)),
      [
        'advice: stream "KV_settings": clients take it for bucket "settings" and rel',
        'advice: stream "OBJ_files": clients take it for object store "files" and re',
        'advice: stream "$MQTT_msgs": a server keeps MQTT sessions and messages in s',
      ],
    );
  });

  it("has a stack's storage, replicas and placement, and no other field of its streams", () => {
    const [bucket] = declaredBuckets(sampleBuckets({ settings: { config: { ttl: "1h" } } }), {
      streams: { replicas: 3, storage: "file", maxAge: "1d", duplicateWindow: "1s" },
    });
    const { metadata, ...config } = bucket?.config ?? {};
    assert.deepEqual(config, {
      description: "All about settings",
      ttl: "1h",
      replicas: 3,
      storage: "file",
    });
    assert.deepEqual(metadata, {
      "nats-stack.owner": "shop/prod/shop/settings",
      "nats-stack.used-by": "Shop",
    });
  });
});

describe("decideBucketDelete", () => {
  const bucket = { kind: "keyValue", name: "settings" } as const;
  const observed = (state: StreamState): ObservedStream => ({
    name: "KV_settings",
    config: {},
    created: "",
    state,
  });

  it("fails for entries, with their count, unless that was allowed", () => {
    assert.deepEqual(decideBucketDelete(bucket, observed(filled), cautious, false), {
      allowed: false,
      sentence:
        'bucket "settings": holds 3 keys and 9 earlier values (1.2kB), which would be deleted with it; set dataLoss: "allow" on the bucket, or `nats-stack:dataLoss: allow` for the stack, run `pulumi up`, then delete it',
    });
    const policy = { ...cautious, dataLoss: "allow" } as const;
    assert.equal(decideBucketDelete(bucket, observed(filled), policy, false).allowed, true);
  });

  it("fails to replace it where only messages may go, naming what is missing", () => {
    const policy = { ...cautious, dataLoss: "allow" } as const;
    const { allowed, sentence } = decideBucketDelete(bucket, observed(filled), policy, true);
    assert.equal(allowed, false);
    assert.match(sentence, /onImmutableChange: "recreate" on the bucket/);
  });

  it("lets an empty one go, whoever watches it", () => {
    const empty = { ...filled, messages: 0, bytes: 0, subjects: 0 };
    assert.equal(decideBucketDelete(bucket, observed(empty), cautious, false).allowed, true);
  });
});
