import assert from "node:assert/strict";
import { problemLines } from "../../domain/problem";
import { type RawSettings, settingProblems, settingsOf } from "../../domain/settings";

const known = ["one", "two"];
const none: ReadonlySet<string> = new Set();
const lines = (raw: RawSettings, secret = none): readonly string[] =>
  problemLines(settingProblems(raw, secret, known));

describe("settings of a stack", () => {
  it("are read with cautious defaults", () => {
    assert.deepEqual(settingsOf({ target: "url", url: "nats://n:4222" }, known), {
      target: "url",
      systems: ["one", "two"],
      policy: { adopt: false, dataLoss: "refuse", onImmutableChange: "refuse" },
      protect: false,
      streams: {},
      cluster: {},
    });
  });

  it("are read as they are set", () => {
    const raw = { target: "local", systems: '["two"]', adopt: "true", dataLoss: "allow" };
    assert.deepEqual(lines(raw), []);
    assert.deepEqual(settingsOf(raw, known), {
      target: "local",
      systems: ["two"],
      policy: { adopt: true, dataLoss: "allow", onImmutableChange: "refuse" },
      protect: false,
      streams: {},
      cluster: {},
    });
  });

  it("fails for an unknown key, naming the nearest one", () => {
    assert.deepEqual(lines({ target: "local", dataLos: "allow" }), [
      'nats-stack:dataLos: unknown key; did you mean "nats-stack:dataLoss"?',
    ]);
  });

  it("fails for values that are none, all at once", () => {
    assert.deepEqual(lines({ target: "locl", systems: '["three"]', adopt: "yes", url: "" }), [
      'nats-stack:target: got "locl"; allowed are "local", "url" and "kubernetes"; did you mean "local"?',
      'nats-stack:systems: got "three"; known are "one", "two"',
      'nats-stack:adopt: got "yes"; allowed are "true" and "false"',
      "nats-stack:url: got an empty text; leave the key out or give it a value",
    ]);
  });

  it("fails without a target, and for a target without its address", () => {
    assert.deepEqual(lines({}), [
      'nats-stack:target: not set; allowed are "local", "url" and "kubernetes"',
    ]);
    assert.match(
      lines({ target: "url" }).join(),
      /nats-stack:url: not set.*"nats:\/\/nats\.example\.com:4222"/,
    );
  });

  it("fails for a list of systems that is none, or empty", () => {
    assert.deepEqual(lines({ target: "local", systems: "one" }), [
      'nats-stack:systems: got one; write a list of system names out of "one", "two"',
    ]);
    assert.deepEqual(lines({ target: "local", systems: "[]" }), [
      'nats-stack:systems: got an empty list; name at least one of "one", "two"',
    ]);
  });

  it("fails for a credential in clear, without repeating it", () => {
    const raw = { target: "url", url: "nats://n:4222", user: "u", password: "hush" };
    const [line = ""] = lines(raw);
    assert.match(line, /^nats-stack:password: stored in clear; .*--secret/);
    assert.ok(!line.includes("hush"));
    assert.deepEqual(lines(raw, new Set(["password"])), []);
  });
});
