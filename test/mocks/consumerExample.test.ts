import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import program = require("../../examples/consumer/program");
import { declareSystem } from "../../domain/declare";
import { type SystemOutputs, systemOutputs } from "../../domain/outputs";
import { cautious } from "../../domain/policy";
import { systems } from "../../systems";
import { until } from "../support/until";

interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What stack `dev` says of its systems; `prod` adds users and an authority. */
function outputsOf(stack: string): Readonly<Record<string, SystemOutputs>> {
  const more = {
    users: { microservices: { secret: "nats-user-microservices" } },
    authority: { secret: "nats-tls", key: "ca.crt" },
  };
  return Object.fromEntries(
    Object.values(systems).map((system) => {
      const streams = declareSystem(system, { project: "nats-stack", stack, policy: cautious });
      const host = `${system.service}.${system.namespace}.svc.cluster.local`;
      const address = {
        url: `nats://${host}:4222`,
        monitoringUrl: `http://${host}:8222`,
        credentials: "none",
      };
      const plain = systemOutputs(system, streams, address);
      return [system.name, stack === "prod" ? { ...plain, ...more } : plain];
    }),
  );
}

describe("the consumer example", () => {
  const registered: Registration[] = [];

  before(() => {
    void pulumi.runtime.setMocks(
      {
        newResource: ({ type, name, inputs }) => {
          registered.push({ type, name, inputs: inputs as Registration["inputs"] });
          const [, , stack = ""] = name.split("/");
          const outputs = type === "pulumi:pulumi:StackReference" ? outputsOf(stack) : undefined;
          return { id: name, state: { ...(inputs as object), ...(outputs && { outputs }) } };
        },
        call: () => ({}),
      },
      "nats-consumer",
      "dev",
    );
  });

  beforeEach(() => {
    registered.length = 0;
  });

  const run = async (stack: string, config: Readonly<Record<string, string>> = {}) => {
    const all = { source: `organization/nats-stack/${stack}`, ...config };
    pulumi.runtime.setAllConfig(
      Object.fromEntries(
        Object.entries(all).map(([key, value]) => [`nats-consumer:${key}`, value]),
      ),
    );
    program();
    const wanted = config["systems"] === undefined ? 4 : 2;
    const objects = () => registered.filter(({ type }) => /ConfigMap|Deployment/.test(type));
    return until(() => Promise.resolve(objects().length >= wanted ? objects() : undefined));
  };

  const find = (all: readonly Registration[], type: string, name: string) =>
    all.find((one) => one.type.endsWith(type) && one.name === name)?.inputs ?? assert.fail(type);

  it("tells each agent of stack dev where its server is and what its streams are called", async () => {
    const all = await run("dev");
    const { data, metadata } = find(all, "ConfigMap", "swe-ai-fleet");
    assert.deepEqual(metadata, { name: "example-agent", namespace: "swe-ai-fleet" });
    assert.deepEqual(data, {
      NATS_URL: "nats://nats.swe-ai-fleet.svc.cluster.local:4222",
      NATS_MONITORING_URL: "http://nats.swe-ai-fleet.svc.cluster.local:8222",
      NATS_STREAMS: "agent-requests agent-results context-updates planning-events workflow-events",
      NATS_CONSUMERS: [
        "agent-requests/agent-requests-worker",
        "agent-results/agent-results-worker",
        "context-updates/context-updates-worker",
        "planning-events/planning-events-worker",
        "workflow-events/workflow-events-worker",
      ].join(" "),
    });
    const pod = JSON.stringify(find(all, "Deployment", "observability-agent"));
    assert.match(pod, /"initContainers":\[.*"name":"wait-for-streams"/);
    assert.doesNotMatch(pod, /secretKeyRef|secretName/);
  });

  it("takes the user's Secret and the authority where stack prod says so", async () => {
    const config = { users: '{"swe-ai-fleet":"microservices"}', systems: '["swe-ai-fleet"]' };
    const pod = JSON.stringify(find(await run("prod", config), "Deployment", "swe-ai-fleet"));
    assert.match(
      pod,
      /"NATS_PASSWORD","valueFrom":\{"secretKeyRef":\{"key":"password","name":"nats-user-microservices"/,
    );
    assert.match(pod, /"NATS_CA","value":"\/etc\/nats-authority\/ca.crt"/);
    assert.match(pod, /"secretName":"nats-tls"/);
  });
});
