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

  it("fails for the size of one stream, and where it is not set though it must be", () => {
    const limits = { maxStorageStreamBytes: 1_000_000, maxBytesRequired: true } as const;
    const streams = [
      stream("A", { maxBytes: "2MB" }),
      stream("B", { maxBytes: "2MB", storage: "memory" }),
      stream("C"),
      stream("D", { maxBytes: "1MB" }),
    ];
    assert.deepEqual(topologyLines(streams, [], server(limits)), [
      'stream "A": maxBytes: got 2MB, but the account allows a stream 1MB (10122); lower it, or raise that limit',
      'stream "C": maxBytes: not set, and the account demands it of every stream (10113); set it',
    ]);
  });

  it("fails for each number of replicas by itself where the account has limits like that", () => {
    const facts = {
      ...server(),
      tiers: { R1: { maxStreams: 1 }, R3: { maxStorageBytes: 100_000_000 } },
    };
    const r3 = { maxBytes: "100MB", replicas: 3 } as const;
    assert.deepEqual(topologyLines([stream("A"), stream("B", r3)], [], facts), []);
    const others = [{ name: "X", storage: "file", max_bytes: 1, num_replicas: 3 }, { name: "Y" }];
    const streams = [stream("A"), stream("B", r3), stream("C", { replicas: 5 })];
    assert.deepEqual(problemLines(checkTopology(streams, [], facts, others)), [
      "account limits for R1: streams: got 1, with 1 more on the server that are not declared, but the account allows 1; declare fewer, delete some, or raise the account's limit of streams",
      'account limits for R3: streams with storage "file": got maxBytes of 100MB in all, and streams that are not declared reserve 1B, but the account has 100MB of file storage; lower maxBytes or raise that limit; the largest are stream "B" 100MB',
      'stream "C": replicas: the account has no limits for R5 (10120), only for R1, R3; change replicas, or add that tier to the account',
    ]);
  });
});
