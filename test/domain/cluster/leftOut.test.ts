import assert from "node:assert/strict";
import type { ClusterSpec } from "../../../domain/cluster/spec";
import { problemsOf } from "./fixtures";

describe("names of a cluster that are left out, or null in the stack's file", () => {
  it("fail in words, whatever the types say", () => {
    const without = {
      tls: { certificate: {}, routes: {} },
      auth: {},
      natsBox: { seed: {} },
      listeners: { gateway: {} },
    } as unknown as Partial<ClusterSpec>;
    assert.deepEqual(problemsOf(without), [
      "tls.secret: not set; write the name of a Secret",
      "tls.certificate.issuer: not set; write the name of an issuer of cert-manager",
      "tls.routes.secret: not set; write the name of a Secret, or false for plain routes",
      'natsBox.seed: given for "admin", who has a password; leave it out',
      "natsBox.seed.secret: not set; write the name of a Secret",
      'listeners.gateway.remotes: not set; write the addresses of the other clusters by name, such as "west": ["nats://west.example.com:7222"]',
    ]);
  });
});
