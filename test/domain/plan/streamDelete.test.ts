import assert from "node:assert/strict";
import { decideStreamDelete } from "../../../domain/plan/decision";
import { cautious, type Policy } from "../../../domain/policy";
import { holding, live } from "../../support/declared";
import { allow } from "../../support/decide";

describe("deleting a stream", () => {
  const sentence = (messages: number, consumers: number, policy: Policy) =>
    decideStreamDelete(live("ORDERS", {}, holding(messages, consumers)), policy, false);

  it("fails while it holds messages, with the counts and the way out", () => {
    assert.deepEqual(sentence(120, 2, cautious), {
      allowed: false,
      sentence:
        'stream "ORDERS": holds 120 messages (12kB) and 2 consumers, which would be deleted with it; set dataLoss: "allow" on the stream, or `nats-stack:dataLoss: allow` for the stack, run `pulumi up`, then delete it',
    });
  });

  it("fails to be the first half of a replacement that nobody asked for", () => {
    const policy: Policy = { ...allow, onImmutableChange: "refuse" };
    const full = live("ORDERS", {}, holding(1, 0));
    assert.deepEqual(decideStreamDelete(full, policy, true), {
      allowed: false,
      sentence:
        'stream "ORDERS": replacing it would delete its 1 message (100B); set onImmutableChange: "recreate" on the stream, or `nats-stack:onImmutableChange: recreate` for the stack',
    });
    assert.equal(decideStreamDelete(full, allow, true).allowed, true);
    assert.equal(
      decideStreamDelete(live("ORDERS", {}, holding(0, 0)), cautious, true).allowed,
      true,
    );
  });

  it("is done where it is empty, or where that is allowed", () => {
    assert.deepEqual(sentence(0, 0, cautious), {
      allowed: true,
      sentence: 'stream "ORDERS": is deleted',
    });
    assert.equal(sentence(0, 1, cautious).allowed, true);
    assert.deepEqual(sentence(1, 0, allow), {
      allowed: true,
      sentence: 'stream "ORDERS": is deleted with its 1 message (100B)',
    });
    assert.equal(decideStreamDelete(live("ORDERS", {}), cautious, false).allowed, true);
  });
});
