import assert from "node:assert/strict";
import { NatsCluster } from "../../components/cluster/natsCluster";
import { NatsSystem } from "../../components/natsSystem";
import { verifySystem } from "../../components/verification";
import { declareSystem } from "../../domain/declare";
import { cautious } from "../../domain/policy";
import type { SystemDefinition } from "../../domain/system";
import { sweAiFleet } from "../../systems/sweAiFleet";
import { recordRegistrations, type Registration } from "../support/mocks";
import { until } from "../support/until";

const deployment = {
  project: "nats-stack",
  stack: "golden",
  policy: cautious,
} as const;

describe("the verification of a system", () => {
  let registered: Registration[];

  before(() => {
    registered = recordRegistrations("golden");
  });

  beforeEach(() => {
    registered.length = 0;
  });

  /** What the engine is told of the command. */
  const verified = async (system: SystemDefinition, servers: 1 | 3 = 1): Promise<Registration> => {
    registered.length = 0;
    const streams = declareSystem(system, deployment);
    const target = "kubernetes:swe-ai-fleet/nats";
    const cluster = new NatsCluster(system.name, {
      name: "nats",
      namespace: { name: system.namespace },
      streams,
      servers,
    });
    const made = new NatsSystem(system.name, { target, streams });
    verifySystem({ system, target, streams, buckets: [] }, cluster, made);
    return until(() =>
      Promise.resolve(registered.find(({ type }) => type === "command:local:Command")),
    );
  };

  const fingerprint = async (...given: Parameters<typeof verified>): Promise<unknown> =>
    (await verified(...given)).inputs["environment"];

  it("runs the operations command of this project, with no secret and no path of a machine", async () => {
    const { name, inputs } = await verified(sweAiFleet);
    assert.equal(name, "swe-ai-fleet-verification");
    const { environment, ...rest } = inputs;
    assert.deepEqual(rest, {
      create:
        "node toolchain/nats-stack.cjs verify --stack organization/nats-stack/golden --system swe-ai-fleet --timeout 60s --no-leftovers",
      addPreviousOutputInEnv: false,
      logging: "none",
    });
    assert.match(JSON.stringify(environment), /^\{"NATS_STACK_VERIFIES":"[0-9a-f]{16}"\}$/);
  });

  it("runs again for other streams or other servers, and for nothing else", async () => {
    const first = await fingerprint(sweAiFleet);
    assert.deepEqual(await fingerprint(sweAiFleet), first);
    const longer = { ...sweAiFleet, defaults: { ...sweAiFleet.defaults, maxAge: "31d" } } as const;
    assert.notDeepEqual(await fingerprint(longer), first);
    assert.notDeepEqual(await fingerprint(sweAiFleet, 3), first);
  });
});
