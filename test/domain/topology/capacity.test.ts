import assert from "node:assert/strict";
import { problemLines } from "../../../domain/problem";
import { checkTopology } from "../../../domain/topology/topology";
import { server, stream, topologyLines } from "../../support/declared";

describe("sums against a server", () => {
  it("fails where maxBytes of all replicas add up to more than the account has", () => {
    const streams = [
      stream("A", { maxBytes: "100MB", replicas: 3 }),
      stream("B", { maxBytes: 250_000_000 }),
      stream("C", { maxBytes: "900MB", storage: "memory" }),
      stream("D", { maxBytes: -1 }),
    ];
    assert.deepEqual(topologyLines(streams, [], server({ maxStorageBytes: 500_000_000 })), [
      'streams with storage "file": got maxBytes of 550MB in all, every replica counted, but the account has 500MB of file storage; lower maxBytes or raise that limit; the largest are stream "A" 300MB, stream "B" 250MB',
    ]);
    assert.deepEqual(topologyLines(streams, [], server({ maxStorageBytes: 550_000_000 })), []);
    assert.equal(topologyLines(streams, [], server({ maxMemoryBytes: 899_999_999 })).length, 1);
  });

  it("fails where streams outside the declaration leave too little", () => {
    const others = [{ name: "X", storage: "file", max_bytes: 100_000_000, num_replicas: 1 }];
    const found = checkTopology(
      [stream("A", { maxBytes: "100MB" })],
      [],
      server({ maxStorageBytes: 150_000_000, maxStreams: 1 }),
      others,
    );
    assert.deepEqual(problemLines(found), [
      "streams: got 1, with 1 more on the server that are not declared, but the account allows 1; declare fewer, delete some, or raise the account's limit of streams",
      'streams with storage "file": got maxBytes of 100MB in all, every replica counted, and streams that are not declared reserve 100MB, but the account has 150MB of file storage; lower maxBytes or raise that limit; the largest are stream "A" 100MB',
    ]);
  });

  it("leaves a size that cannot be read to the stream's own checks", () => {
    const streams = [stream("A", { maxBytes: "1.5GB" })];
    assert.deepEqual(topologyLines(streams, [], server({ maxStorageBytes: 1 })), []);
  });
});
