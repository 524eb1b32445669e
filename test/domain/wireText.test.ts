import assert from "node:assert/strict";
import type { JsonObject } from "../../domain/json";
import { wireText } from "../../domain/wireText";

describe("the body of a request", () => {
  it("writes sequences as numbers and everything else as JSON.stringify does", () => {
    const body: JsonObject = {
      name: "A",
      first_seq: "18446744073709551615",
      keep: null,
      tags: ["1"],
    };
    assert.equal(
      wireText(body),
      '{"name":"A","first_seq":18446744073709551615,"keep":null,"tags":["1"]}',
    );
    assert.equal(
      wireText({ sources: [{ opt_start_seq: "7" }] }),
      '{"sources":[{"opt_start_seq":7}]}',
    );
    assert.equal(wireText({ metadata: { first_seq: "1" } }), '{"metadata":{"first_seq":"1"}}');
  });
});
