import assert from "node:assert/strict";
import { shellLines } from "../../cli/env";
import { narrowed } from "../../cli/deploy";
import { emptyState, stateFrom } from "../../cli/stackState";

const urn = (types: string, name: string): { urn: string } => ({
  urn: `urn:pulumi:local::nats-stack::${types}::${name}`,
});
const stream = "nats:index:NatsSystem$pulumi-nodejs:dynamic/nats:Stream";

describe("state of the stack", () => {
  it("tells systems, streams and what was cut short", () => {
    const exported = {
      version: 3,
      deployment: {
        resources: [
          urn("pulumi:pulumi:Stack", "nats-stack-local"),
          urn("nats:index:NatsSystem", "agent"),
          urn(stream, "agent/ALERTS"),
          urn(stream, "agent/with::colons"),
          urn(`${stream}$pulumi-nodejs:dynamic/nats:Consumer`, "agent/ALERTS/worker"),
          "no resource",
        ],
        pending_operations: [{ type: "creating", resource: urn(stream, "agent/LOGS") }],
      },
    };
    const expected = { systems: ["agent"], streams: ["ALERTS", "with::colons"], pending: 1 };
    assert.deepEqual(stateFrom(exported), expected);
  });

  it("is empty where nothing was deployed", () => {
    for (const exported of [{}, { deployment: {} }, { deployment: { resources: null } }, null]) {
      assert.deepEqual(stateFrom(exported), emptyState);
    }
  });
});

describe("one system alone", () => {
  it("is targeted with all below it, while what is deployed stays declared", () => {
    const state = { ...emptyState, systems: ["a", "b"] };
    assert.deepEqual(narrowed("b", state), {
      environment: { NATS_STACK_SYSTEMS: "a,b" },
      args: ["--target", "**::b", "--target", "**::b/**"],
    });
    assert.equal(narrowed("c", state).environment["NATS_STACK_SYSTEMS"], "a,b,c");
    assert.deepEqual(narrowed(undefined, state), { environment: {}, args: [] });
  });
});

describe("lines for a shell", () => {
  it("quote every value and take away what would get in the way", () => {
    const lines = shellLines({ A: "x y", B: "it's", C: undefined, D: "" });
    assert.equal(
      lines,
      ["export A='x y'", "export B='it'\\''s'", "unset C", "export D=''"].join("\n"),
    );
  });
});
