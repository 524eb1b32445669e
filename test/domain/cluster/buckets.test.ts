import assert from "node:assert/strict";
import { bucketToWire } from "../../../domain/bucket/bucket";
import {
  bucketStream,
  inBucketNames,
  withBucketStreams,
} from "../../../domain/bucket/declareBuckets";
import { jsStreamsJson } from "../../../domain/cluster/jsStreams";
import { permissionsOf } from "../../../domain/cluster/permissions";
import { clusterProblems } from "../../../domain/cluster/problems";
import { sizeCluster } from "../../../domain/cluster/sizing";
import { problemLines } from "../../../domain/problem";
import { declaredBuckets, sampleBuckets } from "../../support/sampleBuckets";
import { small } from "./fixtures";

const buckets = declaredBuckets(
  sampleBuckets(
    { settings: { config: { maxBytes: "1GiB", storage: "memory" } } },
    { files: { config: { maxBytes: "4GiB" } } },
  ),
);
const streams = withBucketStreams([], buckets);

describe("servers of a system with buckets", () => {
  it("have room for what the buckets reserve", () => {
    const { storage, maxFileStore, maxMemoryStore } = sizeCluster(small, streams);
    assert.equal(storage, "claim");
    assert.ok(maxFileStore >= 4 * 1024 ** 3);
    assert.ok(maxMemoryStore >= 1024 ** 3);
  });

  it("fail to hold more than their size allows, in words of buckets", () => {
    const tight = { ...small, storage: { maxFileStore: "1GiB", claim: "2GiB" } } as const;
    const lines = problemLines(inBucketNames(clusterProblems(tight, streams), []));
    assert.ok(lines.length > 0);
    assert.ok(
      lines.some((line) => line.includes('object store "files"')),
      lines.join("\n"),
    );
    assert.ok(!lines.some((line) => line.includes("OBJ_files")), lines.join("\n"));
  });

  it("list the buckets among the streams, as they are on the server", () => {
    const listed: unknown = JSON.parse(jsStreamsJson(streams));
    assert.deepEqual(listed, {
      streams: buckets.map((bucket) => {
        const config = bucketToWire(bucket, bucket.config);
        return { name: config["name"], config, consumers: [] };
      }),
    });
  });

  it("let a user write the keys of a bucket that he publishes to", () => {
    const [settings] = buckets;
    assert.ok(settings);
    const { publish } = permissionsOf("worker", { publishes: ["KV_settings"] }, [
      bucketStream(settings),
    ]);
    assert.deepEqual(publish, {
      allow: ["$JS.API.INFO", "$JS.API.STREAM.INFO.KV_settings", "$KV.settings.>"],
    });
  });
});
