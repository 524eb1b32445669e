import assert from "node:assert/strict";
import {
  givenPasswordProblems,
  missingPasswords,
  passwordCommand,
} from "../../../domain/cluster/passwords";
import type { AuthSpec } from "../../../domain/cluster/authSpec";
import { problemLines } from "../../../domain/problem";
import { small } from "./fixtures";

const nkey = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";
const seed = `SU${"A".repeat(56)}`;
const spec = (auth?: AuthSpec) => ({ ...small, ...(auth && { auth }) });

describe("the passwords of a system", () => {
  it("are missing for everybody who shows one, and for nobody where nobody is asked", () => {
    const auth = { systemUser: "system", users: { a: {}, b: { nkey } } };
    assert.deepEqual(missingPasswords(spec(auth), { a: "x" }, false), ["admin", "system"]);
    assert.deepEqual(missingPasswords(spec(), {}, false), []);
    const oddly = { users: { constructor: {} } };
    assert.deepEqual(missingPasswords(spec(oddly), { admin: "x" }, false), ["constructor"]);
  });

  it("hold the seed of an admin with an nkey, unless it is known from elsewhere", () => {
    const auth = { admin: { nkey } };
    assert.deepEqual(missingPasswords(spec(auth), {}, false), ["admin"]);
    assert.deepEqual(missingPasswords(spec(auth), {}, true), []);
    assert.deepEqual(missingPasswords(spec(auth), { admin: seed }, false), []);
    assert.deepEqual(givenPasswordProblems("orders", spec(auth), { admin: seed }), []);
  });

  it("are set by a command that stores them encrypted, whatever the user's name is", () => {
    assert.equal(
      passwordCommand("observability-agent", "metric-agent"),
      "pulumi config set --secret --path 'nats-stack:passwords.observability-agent.metric-agent'",
    );
    assert.equal(
      passwordCommand("orders", "a.b@c"),
      `pulumi config set --secret --path 'nats-stack:passwords.orders["a.b@c"]'`,
    );
  });

  it("fail for users that there are not and for values that are none, and are never told", () => {
    const auth = { admin: { nkey }, users: { a: {}, b: { nkey } } };
    const given = { admin: "hush", a: { hush: 1 }, b: "hush", c: "hush" };
    assert.deepEqual(problemLines(givenPasswordProblems("orders", spec(auth), given)), [
      'nats-stack:passwords.orders.admin: holds no seed, though the user has an nkey; give the 58 characters that begin with "SU"',
      "nats-stack:passwords.orders.a: holds no text; a password is a text",
      'nats-stack:passwords.orders.b: no such user shows a password; users that do are "a"',
      'nats-stack:passwords.orders.c: no such user shows a password; users that do are "a"',
    ]);
  });
});
