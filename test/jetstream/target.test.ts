import assert from "node:assert/strict";
import { problemLines } from "../../domain/problem";
import { connect } from "../../jetstream/connection";
import { BadTarget } from "../../jetstream/errors";
import { addressesOf, hostPort, type Target, targetProblems } from "../../jetstream/target";
import { assertFails } from "../support/failure";

const lines = (target: Omit<Target, "name">): readonly string[] =>
  problemLines(targetProblems({ name: "local", ...target }));

describe("a target", () => {
  it("has the port 4222 unless its url says another", () => {
    const addresses = addressesOf({ name: "local", url: "nats://a, tls://b:4333,nats://[::1]" });
    assert.deepEqual(addresses, [
      { host: "a", port: 4222, tls: false },
      { host: "b", port: 4333, tls: true },
      { host: "::1", port: 4222, tls: false },
    ]);
    assert.deepEqual(addresses.map(hostPort), ["a:4222", "b:4333", "[::1]:4222"]);
  });

  it("demands TLS at every address where it has TLS settings", () => {
    const [address] = addressesOf({ name: "local", url: "nats://a", tls: {} });
    assert.equal(address?.tls, true);
  });

  for (const url of ["nats://localhost", "nats://10.0.0.1:1", "tls://nats.example.com:65535/"]) {
    it(`may be at ${url}`, () => {
      assert.deepEqual(lines({ url }), []);
    });
  }

  for (const url of ["localhost:4222", "", "http://localhost:4222", "ws://localhost", "NATS"]) {
    it(`fails at "${url}", whose scheme is another`, () => {
      assert.deepEqual(lines({ url }), [
        `target "local": url: got "${url}"; write "nats://host:port", or "tls://host:port" to demand TLS`,
      ]);
    });
  }

  for (const url of ["nats://", "nats://host:0", "nats://host:65536", "nats://host:x"]) {
    it(`fails at "${url}", which has no usable host and port`, () => {
      assert.deepEqual(lines({ url }), [
        `target "local": url: got "${url}"; write a host and a port from 1 to 65535, such as "nats://localhost:4222"`,
      ]);
    });
  }

  for (const url of ["nats://host/path", "nats://host?tls=true", "nats://host#top"]) {
    it(`fails at "${url}", where something follows the port`, () => {
      assert.deepEqual(lines({ url }), [
        `target "local": url: got "${url}"; nothing may follow host and port`,
      ]);
    });
  }

  for (const url of ["nats://user:hunter2@host", "user:hunter2@host:4222", "nats://hunter2@host"]) {
    it("fails at a url with credentials and does not repeat them", () => {
      assert.deepEqual(lines({ url }), [
        'target "local": url: holds credentials, which would end up in logs; write only scheme, host and port, and give credentials separately',
      ]);
    });
  }

  it("fails with all mistakes at once, telling no secret", async () => {
    const target: Target = {
      name: "local",
      url: "nats://host,nats://other:0",
      auth: { kind: "nkey", seed: "hunter2" },
      tls: { cert: "/etc/tls.crt" },
      domain: "a.b",
    };
    await assertFails(
      connect(target),
      BadTarget,
      [
        'target "local": url: got "nats://other:0"; write a host and a port from 1 to 65535, such as "nats://localhost:4222"',
        'target "local": auth: the nkey seed is not one of a user; give the 58 characters that start with "SU"',
        'target "local": tls: cert and key belong together; give both or neither',
        'target "local": domain: got "a.b"; a JetStream domain is one word without dots, blanks, "*" and ">"',
      ].join("\n"),
      ["hunter2"],
    );
  });

  it("fails at empty and at unusable credentials", () => {
    const reasons = (
      [
        { kind: "user", user: "", password: "x" },
        { kind: "token", token: "" },
        { kind: "creds", creds: "/home/me/nats.creds" },
      ] as const
    ).map((auth) => lines({ url: "nats://host", auth })[0]);
    assert.deepEqual(reasons, [
      'target "local": auth: the user is empty; name it or leave auth out',
      'target "local": auth: the token is empty; give it or leave auth out',
      'target "local": auth: the credentials hold no user JWT and seed; give the whole text of a .creds file, not its path',
    ]);
  });

  it("fails at paths where PEM texts belong", () => {
    assert.deepEqual(lines({ url: "nats://host", tls: { ca: "ca.pem", cert: "c", key: "k" } }), [
      'target "local": tls: ca, cert, key: no PEM text; give the text of the file, not its path',
    ]);
  });
});
