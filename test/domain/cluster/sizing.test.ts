import assert from "node:assert/strict";
import fc from "fast-check";
import { necessary, reservationsOf } from "../../../domain/cluster/reservations";
import {
  formattedShare,
  goMemoryShare,
  sizeCluster,
  type Sizing,
} from "../../../domain/cluster/sizing";
import type { ClusterSpec } from "../../../domain/cluster/spec";
import type { StreamDeclaration } from "../../../domain/declare";
import { formatSize } from "../../../domain/units";
import { declared, development, developmentStreams, problemsOf, small } from "./fixtures";

const mebi = 1024 ** 2;
const gibi = 1024 ** 3;

const sized = (changes: Partial<ClusterSpec>, streams: readonly StreamDeclaration[]): Sizing =>
  sizeCluster({ ...small, ...changes }, streams);

const file = (name: string, maxBytes: "1GiB" | "5GiB" | "40GiB", replicas = 1): StreamDeclaration =>
  declared(name, { maxBytes, replicas, storage: "file" });

describe("the sizes of a server", () => {
  it("follow from the memory streams of the observability agent: fourteen of 100MB", () => {
    assert.deepEqual(sizeCluster(development, developmentStreams), {
      storage: "ephemeral",
      volume: gibi,
      maxFileStore: 0,
      maxMemoryStore: 1536 * mebi,
      memory: 2240 * mebi,
      goMemory: 1792 * mebi,
    });
  });

  it("follow from file streams, with room below what a formatted volume holds", () => {
    const sizing = sized({}, [file("A", "5GiB")]);
    assert.deepEqual(sizing, {
      storage: "claim",
      volume: 10 * gibi,
      maxFileStore: 8704 * mebi,
      maxMemoryStore: 0,
      memory: 640 * mebi,
      goMemory: 512 * mebi,
    });
  });

  it("hold one replica of every stream on each server", () => {
    const { maxFileStore } = sized({ servers: 3 }, [file("A", "40GiB"), file("B", "5GiB", 3)]);
    assert.ok(maxFileStore >= 45 * gibi);
  });

  it("count a stream without a limit as an allowance", () => {
    const { maxMemoryStore, maxFileStore } = sized({}, [
      declared("A", { storage: "memory" }),
      declared("B"),
    ]);
    assert.deepEqual([maxMemoryStore, maxFileStore], [512 * mebi, 1740 * mebi]);
  });

  it("hold what is set by hand, and derive the rest from it", () => {
    const storage = { claim: "100GiB", maxMemoryStore: "2GiB" } as const;
    const sizing = sized({ storage, resources: { memory: "8GiB" } }, [file("A", "1GiB")]);
    assert.equal(sizing.maxFileStore, 85 * gibi);
    assert.equal(sizing.maxMemoryStore, 2 * gibi);
    assert.equal(sizing.goMemory, 6553 * mebi);
    assert.equal(sized({ storage: { maxFileStore: "18GiB" } }, []).volume, 50 * gibi);
  });

  it("ask for claims where several servers vote, even without a stream in files", () => {
    const memory = [declared("A", { storage: "memory" })];
    assert.equal(sized({ servers: 3 }, memory).storage, "claim");
    assert.equal(sized({}, memory).storage, "ephemeral");
    assert.equal(
      sized({ storage: { kind: "ephemeral" } }, [file("A", "1GiB")]).storage,
      "ephemeral",
    );
  });

  it("always hold the declared streams, stay below the volume, and are found right by the checks", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1 as const, 3 as const, 5 as const),
        anyStreams,
        (servers, any) => {
          const streams = held(any, servers);
          const sizing = sized({ servers }, streams);
          const needs = (storage: string): number =>
            necessary(
              reservationsOf(streams, servers).filter((one) => one.storage === storage),
              servers,
            );
          assert.ok(sizing.maxFileStore >= needs("file"));
          assert.ok(sizing.maxMemoryStore >= needs("memory"));
          assert.ok(sizing.maxFileStore < sizing.volume * formattedShare);
          assert.ok(sizing.goMemory >= sizing.maxMemoryStore + 256 * mebi);
          assert.ok(sizing.goMemory <= sizing.memory * goMemoryShare);
          const byHand = {
            storage: {
              maxFileStore: formatSize(sizing.maxFileStore),
              maxMemoryStore: formatSize(sizing.maxMemoryStore),
              claim: formatSize(sizing.volume),
            },
            resources: { memory: formatSize(sizing.memory) },
          };
          assert.deepEqual(problemsOf({ servers, ...byHand }, streams), []);
        },
      ),
    );
  });
});

describe("sizes set by hand", () => {
  const table: readonly (readonly [
    string,
    Partial<ClusterSpec>,
    readonly StreamDeclaration[],
    string,
  ])[] = [
    [
      "a store below the sum of the streams",
      { storage: { maxFileStore: "4GiB" } },
      [file("A", "1GiB"), file("B", "5GiB")],
      'storage.maxFileStore: got room for 4.3GB, but the declared streams reserve 6.4GB on each server; leave it out, raise it, or lower maxBytes; the largest are "B" 5GiB, "A" 1GiB',
    ],
    [
      "a claim below the sum of the streams",
      { storage: { claim: "5GiB" } },
      [file("B", "5GiB")],
      'storage.claim: got room for 5.1GB, but the declared streams reserve 5.4GB on each server; leave it out, raise it, or lower maxBytes; the largest are "B" 5GiB',
    ],
    [
      "memory below the memory streams",
      { storage: { maxMemoryStore: "1GiB" } },
      [declared("M", { storage: "memory", maxBytes: "2GiB" })],
      'storage.maxMemoryStore: got room for 1.1GB, but the declared streams reserve 2.1GB on each server; leave it out, raise it, or lower maxBytes; the largest are "M" 2GiB',
    ],
    [
      "a memory limit below the memory streams",
      { resources: { memory: "1GiB" } },
      [declared("M", { storage: "memory", maxBytes: "2GiB" })],
      'resources.memory: got "1GiB", but a server with 2.1GB of memory streams needs 3GB; leave it out or raise it',
    ],
    [
      "a store that fills its claim",
      { storage: { claim: "10GiB", maxFileStore: "10GiB" } },
      [],
      'storage.maxFileStore: got "10GiB", but a claim of "10GiB" holds about 10.2GB once formatted; lower it or raise storage.claim',
    ],
    [
      "several servers that forget their votes",
      { servers: 3, storage: { kind: "ephemeral" } },
      [],
      'storage.kind: got "ephemeral", but 3 servers vote from disk and would forget their votes with a pod; use "claim" or one server',
    ],
    [
      "a storage class without claims",
      { storage: { storageClass: "fast" } },
      [],
      'storage.storageClass: got "fast", but storage is "ephemeral"; leave it out or set storage.kind to "claim"',
    ],
    [
      "more replicas than servers",
      {},
      [file("A", "1GiB", 3)],
      'stream "A": replicas: got 3, but the cluster has 1 server; use 1 or fewer, or raise servers',
    ],
    [
      "processors asked for above their limit",
      { resources: { cpuRequest: "3" } },
      [],
      'resources.cpuRequest: got "3", above the limit of "2"; lower it or raise resources.cpuLimit',
    ],
  ];
  for (const [what, changes, streams, line] of table) {
    it(`fail for ${what}`, () => {
      assert.deepEqual(problemsOf(changes, streams), [line]);
    });
  }

  it("may spread streams with one replica over the servers", () => {
    const streams = [file("A", "5GiB"), file("B", "5GiB"), file("C", "5GiB")];
    assert.deepEqual(problemsOf({ servers: 3, storage: { maxFileStore: "6GiB" } }, streams), []);
  });
});

const anyStreams: fc.Arbitrary<readonly StreamDeclaration[]> = fc
  .array(
    fc.record({
      maxBytes: fc.integer({ min: -1, max: 3 * gibi }),
      replicas: fc.constantFrom(1, 3, 5),
      storage: fc.constantFrom("file" as const, "memory" as const),
    }),
    { maxLength: 12 },
  )
  .map((configs) => configs.map((config, index) => declared(`S${index}`, config)));

/** No stream may have more replicas than there are servers. */
const held = (
  streams: readonly StreamDeclaration[],
  servers: number,
): readonly StreamDeclaration[] =>
  streams.map(({ name, config }) =>
    declared(name, { ...config, replicas: Math.min(config.replicas ?? 1, servers) }),
  );
