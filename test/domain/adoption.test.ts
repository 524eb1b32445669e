import assert from "node:assert/strict";
import { cautious, type Policy } from "../../domain/policy";
import type { StreamConfig } from "../../domain/stream/stream";
import { decide, done, marked, refusalOf, refused } from "../support/decide";

describe("a live stream that nobody marked", () => {
  it("is adopted where it is equal", () => {
    assert.deepEqual(
      decide({ maxAge: "7d" }, { maxAge: "168h" }),
      done(
        "adopt",
        "exists already, unmarked and equal to the declaration; it is adopted as it is",
      ),
    );
    assert.deepEqual(
      decide({}, {}, { messages: 12, consumers: 1 }),
      done(
        "adopt",
        "exists already, unmarked and equal to the declaration; it is adopted as it is, with its 12 messages (1.2kB) and 1 consumer",
      ),
    );
  });

  const change: StreamConfig = { maxAge: "7d", maxMsgs: 100, metadata: { team: "a" } };
  const before: StreamConfig = { maxAge: "1d", metadata: { team: "b", old: "x" } };

  it("fails where it differs in what can change in place, naming every difference and the way out", () => {
    assert.deepEqual(
      refusalOf(decide(change, before)),
      refused(
        'stream "ORDERS": exists already, unmarked, and differs from the declaration: maxMsgs from -1 to 100, maxAge from "1d" to "7d", metadata.team from "b" to "a", metadata.old from "x" to nothing; to take it over with these changes, set adopt: true on the stream or `nats-stack:adopt: true` for the stack; else declare it as it is, or under another name',
      ),
    );
  });

  it("is adopted and changed where adopt says so", () => {
    assert.deepEqual(
      decide(change, before, {
        policy: { adopt: true, dataLoss: "refuse", onImmutableChange: "refuse" },
        messages: 1,
      }),
      done(
        "adopt",
        'exists already, unmarked; it is adopted, with its 1 message (100B), and changed in place: maxMsgs from -1 to 100, maxAge from "1d" to "7d", metadata.team from "b" to "a", metadata.old from "x" to nothing',
      ),
    );
  });

  it("fails where more than changes in place would be needed, whatever the policy", () => {
    const expected = refused(
      'stream "ORDERS": exists already, unmarked, and is not taken over, for more than changes in place would be needed: maxMsgs from -1 to 10 (deletes the oldest 2 of 12 messages, about 200B of 1.2kB), storage from "file" to "memory" (no server moves a stream between file and memory); declare it as it is, declare it under another name, or delete it by hand',
    );
    for (const policy of [
      cautious,
      { adopt: true, dataLoss: "allow", onImmutableChange: "refuse" } as const,
    ]) {
      const decision = decide({ storage: "memory", maxMsgs: 10 }, {}, { policy, messages: 12 });
      assert.deepEqual(refusalOf(decision), expected);
    }
  });

  it("is ours where the state knows it: the mark was taken away by hand", () => {
    assert.deepEqual(
      decide({ maxMsgs: 5 }, {}, { owned: true }),
      done(
        "update",
        'changes in place: maxMsgs from -1 to 5 (nothing is deleted; the stream holds 0 messages), metadata["nats-stack.owner"] from nothing to "shop/prod/shop/ORDERS"',
      ),
    );
  });
});

describe("a live stream of somebody else", () => {
  for (const mark of ["shop/dev/shop/ORDERS", "other/prod/shop/ORDERS", "by hand"]) {
    it(`fails with the owner "${mark}" named, equal or not, whatever the policy`, () => {
      const expected = refused(
        `stream "ORDERS": exists already and belongs to "${mark}" (project/stack/resource); rename it here, or release it there and remove its metadata "nats-stack.owner" from the server to take it over`,
      );
      const policy: Policy = { adopt: true, dataLoss: "allow", onImmutableChange: "refuse" };
      assert.deepEqual(refusalOf(decide({}, marked({}, mark), { policy })), expected);
      const other = decide({ maxMsgs: 1 }, marked({}, mark), { policy, owned: true });
      assert.deepEqual(refusalOf(other), expected);
    });
  }
});
