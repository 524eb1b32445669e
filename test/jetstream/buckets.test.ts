import assert from "node:assert/strict";
import type { KvOptions, ObjectStoreOptions } from "nats";
import {
  type BucketConfig,
  type BucketId,
  bucketToWire,
  planBucketChange,
  streamNameOf,
} from "../../domain/bucket/bucket";
import { atLeast } from "../../domain/server";
import { connect, type JetStream } from "../../jetstream/connection";
import { createStream, observeStream, updateStream } from "../../jetstream/streams";
import { goBuckets } from "../support/clientBuckets";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { askPlainly, plainly } from "../support/plainClient";
import { seenVersions } from "../support/replies";

const second = 1_000_000_000;

/** [declared, the same as options of the NATS client for Node] */
const keyValues: readonly (readonly [BucketConfig, Partial<KvOptions>])[] = [
  [{}, {}],
  [
    {
      description: "d",
      history: 64,
      ttl: "30s",
      maxValueSize: "1KiB",
      maxBytes: "1MiB",
      storage: "memory",
      compression: "s2",
      metadata: { a: "b" },
      republish: { src: ">", dest: "copy.>", headersOnly: true },
    },
    {
      description: "d",
      history: 64,
      ttl: 30_000,
      maxValueSize: 1024,
      max_bytes: 1_048_576,
      storage: "memory" as never,
      compression: true,
      metadata: { a: "b" },
      republish: { src: ">", dest: "copy.>", headers_only: true },
    },
  ],
  [
    { allowDirect: false, ttl: "1h" },
    { allow_direct: false, ttl: 3_600_000 },
  ],
  [{ mirror: { bucket: "kv0" } }, { mirror: { name: "kv0" } }],
  [
    { sources: [{ bucket: "kv0" }, { bucket: "kv1" }] },
    { sources: [{ name: "kv0" }, { name: "KV_kv1" }] },
  ],
];

const objectStores: readonly (readonly [BucketConfig, Partial<ObjectStoreOptions>])[] = [
  [{}, {}],
  [
    {
      description: "d",
      ttl: "30s",
      maxBytes: "1MiB",
      storage: "memory",
      compression: "s2",
      metadata: { a: "b" },
    },
    {
      description: "d",
      ttl: 30 * second,
      max_bytes: 1_048_576,
      storage: "memory" as never,
      compression: true,
      metadata: { a: "b" },
    },
  ],
];

for (const version of seenVersions) {
  describe(`buckets on ${version}`, () => {
    let server: TestServer;
    let js: JetStream;

    before(async () => {
      server = await startNatsServer({ version });
      js = await connect({ name: "local", url: server.url });
    });
    after(async () => {
      await js.close();
      await server.stop();
    });

    /** What would have to change of a live bucket. */
    const differences = async (
      bucket: BucketId,
      config: BucketConfig,
    ): Promise<readonly unknown[]> => {
      const observed = await observeStream(js, streamNameOf(bucket));
      assert.ok(observed);
      const wire = bucketToWire(bucket, config);
      return planBucketChange(bucket, wire, observed, await js.facts()).fields;
    };

    for (const [at, [config, options]] of keyValues.entries()) {
      it(`find a key-value bucket of nats.js to be as declared: ${Object.keys(config).join(", ")}`, async () => {
        const bucket: BucketId = { kind: "keyValue", name: `kv${at}` };
        await plainly(server.url, (nats) => nats.jetstream().views.kv(bucket.name, options));
        assert.deepEqual(await differences(bucket, config), []);
      });
    }

    for (const [at, [config, options]] of objectStores.entries()) {
      it(`find an object store of nats.js to be as declared: ${Object.keys(config).join(", ")}`, async () => {
        const bucket: BucketId = { kind: "objectStore", name: `os${at}` };
        await plainly(server.url, (nats) => nats.jetstream().views.os(bucket.name, { ...options }));
        assert.deepEqual(await differences(bucket, config), []);
      });
    }

    for (const { bucket, config, request, since = "2.10.0" } of goBuckets) {
      if (!atLeast(version, since)) continue;
      it(`find one of nats.go to be as declared: ${bucket.kind} "${bucket.name}"`, async () => {
        const reply = await askPlainly(
          server.url,
          `STREAM.CREATE.${streamNameOf(bucket)}`,
          request,
        );
        assert.equal(reply["error"], undefined);
        assert.deepEqual(await differences(bucket, config), []);
      });

      it(`make what they then find as declared: ${bucket.kind} "${bucket.name}"`, async () => {
        const own = { ...bucket, name: `own-${bucket.name}` };
        const wire = bucketToWire(own, config);
        await createStream(js, streamNameOf(own), wire);
        assert.deepEqual(await differences(own, config), []);
        await updateStream(js, streamNameOf(own), wire);
        assert.deepEqual(await differences(own, config), []);
      });
    }
  });
}
