import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { systemReference } from "../../components/reference";

const system = {
  namespace: "observability",
  url: "nats://nats:4222",
  streams: { ALERTS: { name: "ALERTS", subjects: ["alerts"], sources: [], storage: "memory" } },
  consumers: {},
  buckets: {},
  credentials: "none",
};

describe("a reference to a system of another stack", () => {
  before(() => {
    void pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({
        id: name,
        state: {
          ...(inputs as object),
          outputs: { readme: "text", "observability-agent": system },
        },
      }),
      call: () => ({}),
    });
  });

  const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
    new Promise((done) => {
      output.apply(done);
    });

  it("gives the typed outputs of the system", async () => {
    const stack = new pulumi.StackReference("organization/nats-stack/dev");
    const nats = systemReference(stack, "observability-agent");
    assert.equal(await valueOf(nats.url), "nats://nats:4222");
    assert.deepEqual(await valueOf(nats.streams["ALERTS"]?.subjects ?? nats.apply(() => [])), [
      "alerts",
    ]);
  });
});
