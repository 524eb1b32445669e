import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type BucketConfig,
  bucketFromWire,
  type BucketId,
  bucketToWire,
  liveWire,
  normaliseBucket,
  planBucketChange,
  streamNameOf,
} from "../../../domain/bucket/bucket";
import { streamFromWire, streamToWire } from "../../../domain/stream/stream";
import { goBuckets } from "../../support/clientBuckets";
import { bucketConfigOf } from "../../support/bucketArbitraries";
import { server } from "../../support/replies";

const settings: BucketId = { kind: "keyValue", name: "settings" };
const files: BucketId = { kind: "objectStore", name: "files" };
const live = (bucket: BucketId, config: object) => ({
  name: streamNameOf(bucket),
  config: config as ReturnType<typeof bucketToWire>,
  created: "2026-01-01T00:00:00Z",
});

describe("a bucket's stream", () => {
  it("is what the NATS clients make of a key-value bucket", () => {
    const { name, subjects, discard, ...rest } = bucketToWire(settings, { history: 5 });
    assert.deepEqual([name, subjects, discard], ["KV_settings", ["$KV.settings.>"], "new"]);
    assert.equal(rest["allow_rollup_hdrs"], true);
    assert.equal(rest["allow_direct"], true);
    assert.equal(rest["deny_delete"], true);
    assert.equal(rest["max_msgs_per_subject"], 5);
  });

  it("is what the NATS clients make of an object store", () => {
    const wire = bucketToWire(files, {});
    assert.equal(wire["name"], "OBJ_files");
    assert.deepEqual(wire["subjects"], ["$O.files.C.>", "$O.files.M.>"]);
    assert.equal(wire["deny_delete"], false);
    assert.equal(wire["max_msgs_per_subject"], -1);
  });

  for (const { bucket, config, request } of goBuckets) {
    it(`equals that of nats.go: ${bucket.kind} "${bucket.name}"`, () => {
      const wire = bucketToWire(bucket, config);
      assert.deepEqual(
        planBucketChange(bucket, wire, live(bucket, request), server("2.15.1")).fields.filter(
          // a server fills it in
          ({ field }) => field !== "stream.duplicateWindow",
        ),
        [],
      );
      assert.deepEqual(bucketFromWire(bucket, request), normaliseBucket(bucket, config));
    });
  }

  it("renames wildcards of copied keys by number", () => {
    const [source] = bucketToWire(settings, { sources: [{ bucket: "all", keys: "a.*.b.*.>" }] })[
      "sources"
    ] as readonly object[];
    assert.deepEqual(source, {
      name: "KV_all",
      subject_transforms: [{ src: "$KV.all.a.*.b.*.>", dest: "$KV.settings.a.$1.b.$2.>" }],
    });
  });

  it("shows a source that no bucket can stand for as the stream that it is", () => {
    const wire = {
      ...bucketToWire(settings, {}),
      sources: [{ name: "KV_all", subject_transforms: [{ src: "$KV.all.a", dest: "x.a" }] }],
    };
    assert.deepEqual(bucketFromWire(settings, wire), {
      sources: [{ stream: "KV_all", subjectTransforms: [{ src: "$KV.all.a", dest: "x.a" }] }],
    });
  });

  it("shows what somebody changed of the stream itself, and is put right", () => {
    const wire = { ...bucketToWire(settings, {}), discard: "old", allow_rollup_hdrs: false };
    const shown = bucketFromWire(settings, wire);
    assert.deepEqual(shown, { "stream.discard": "old", "stream.allowRollup": false });
    const { fields } = planBucketChange(
      settings,
      bucketToWire(settings, {}),
      live(settings, bucketToWire(settings, shown)),
      server("2.15.1"),
    );
    assert.deepEqual(fields.map(({ field }) => field).sort(), [
      "stream.allowRollup",
      "stream.discard",
    ]);
  });

  it("keeps what clients differ in, and what they turned on for good", () => {
    const wire = bucketToWire(settings, {});
    const { deny_delete, ...byNatsJs } = wire;
    assert.equal(deny_delete, true);
    const marked = { ...byNatsJs, allow_msg_ttl: true };
    assert.deepEqual(liveWire(wire, marked), { ...marked, deny_delete: false });
    assert.deepEqual(
      planBucketChange(settings, wire, live(settings, marked), server("2.15.1")).class,
      "none",
    );
    assert.deepEqual(bucketFromWire(settings, marked), {});
  });

  it("lets a sealed object store be", () => {
    const wire = bucketToWire(files, { ttl: "1h" });
    const sealed = streamToWire("OBJ_files", { ...streamFromWire(wire), sealed: true });
    assert.equal(
      planBucketChange(files, wire, live(files, sealed), server("2.15.1")).class,
      "none",
    );
  });
});

describe("a bucket, for any declaration", () => {
  const examples: readonly (readonly [BucketId, fc.Arbitrary<BucketConfig>])[] = [
    [settings, bucketConfigOf(settings)],
    [files, bucketConfigOf(files)],
  ];
  for (const [bucket, config] of examples) {
    it(`reads back what it sends: ${bucket.kind}`, () => {
      fc.assert(
        fc.property(config, (declared) => {
          const once = normaliseBucket(bucket, declared);
          assert.deepEqual(normaliseBucket(bucket, once), once);
          assert.deepEqual(bucketToWire(bucket, once), bucketToWire(bucket, declared));
        }),
      );
    });

    it(`is the same bucket as the stream that stands for it: ${bucket.kind}`, () => {
      fc.assert(
        fc.property(config, (declared) => {
          const wire = bucketToWire(bucket, declared);
          const stream = streamFromWire(wire, ["raw"]);
          assert.deepEqual(streamToWire(streamNameOf(bucket), stream), wire);
        }),
      );
    });

    it(`needs nothing where it is as declared: ${bucket.kind}`, () => {
      fc.assert(
        fc.property(config, (declared) => {
          const wire = bucketToWire(bucket, declared);
          const change = planBucketChange(bucket, wire, live(bucket, wire), server("2.15.1", true));
          assert.deepEqual(change.fields, []);
        }),
      );
    });
  }
});
