import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import program = require("../../index");
import { matchesGolden } from "../support/golden";
import { startNatsServer } from "../support/natsServer";
import { until } from "../support/until";

/** What the engine would be told of one resource. */
interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: unknown;
}

const registered: Registration[] = [];

describe("the program", () => {
  before(() => {
    // Mocks hold no server: what they answer is what the engine would get from a first preview.
    void pulumi.runtime.setMocks(
      {
        newResource: ({ type, name, inputs }) => {
          registered.push({ type, name, inputs });
          return { id: name, state: inputs as object };
        },
        call: () => ({}),
      },
      "nats-stack",
      "golden",
      true,
    );
  });

  beforeEach(() => {
    registered.length = 0;
  });

  const run = async (config: Readonly<Record<string, string>>): Promise<unknown> => {
    pulumi.runtime.setAllConfig(
      Object.fromEntries(
        Object.entries(config).map(([key, value]) => [`nats-stack:${key}`, value]),
      ),
    );
    return program();
  };
  // the SDK registers in the background: two components, 19 streams, 5 consumers
  const all = () => until(() => Promise.resolve(registered.length >= 26 ? registered : undefined));
  const ofKind = (kind: string): number =>
    registered.filter(({ type }) => type.endsWith(`nats:${kind}`)).length;

  it("registers every stream and consumer of stack local, and nothing else", async () => {
    const server = await startNatsServer();
    try {
      const outputs = await run({
        target: "url",
        url: server.url,
        adopt: "true",
        dataLoss: "allow",
        onImmutableChange: "recreate",
      });
      const sorted = [...(await all())].sort((a, b) =>
        `${a.type}${a.name}`.localeCompare(`${b.type}${b.name}`),
      );
      const text = JSON.stringify({ registered: sorted, outputs }, null, 2).replaceAll(
        server.url,
        "nats://server",
      );
      matchesGolden("local.json", text);
      assert.deepEqual([registered.length, ofKind("Stream"), ofKind("Consumer")], [26, 19, 5]);
    } finally {
      await server.stop();
    }
  });

  it("plans offline where no server answers a preview", async () => {
    await run({ target: "url", url: "nats://127.0.0.1:1" });
    await all();
    assert.equal(ofKind("Stream"), 19);
  });

  it("fails before it registers anything where the configuration has mistakes", async () => {
    await assert.rejects(
      run({ target: "url", ulr: "x" }),
      /nats-stack:ulr: unknown key; did you mean "nats-stack:url"\?/,
    );
    assert.deepEqual(registered, []);
  });
});
