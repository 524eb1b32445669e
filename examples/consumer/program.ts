import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { systemReference } from "../../components/reference";
import { agentConfig, agentName, agentPod, type System } from "./agent";

/** An agent for each system of a nats-stack, made of nothing but that stack's outputs. */
export = (): Record<string, pulumi.Output<string>> => {
  const config = new pulumi.Config();
  const stack = new pulumi.StackReference(config.require("source"));
  const systems = config.getObject<string[]>("systems") ?? ["observability-agent", "swe-ai-fleet"];
  const users = config.getObject<Record<string, string>>("users") ?? {};
  const context = config.get("context");
  const provider = new Provider("kubernetes", {
    enableConfigMapMutable: true,
    ...(context !== undefined && { context }),
  });
  return Object.fromEntries(
    systems.map((name) => [
      name,
      deployAgent(name, systemReference(stack, name), users[name], provider),
    ]),
  );
};

/** @returns what the agent connects to */
function deployAgent(
  name: string,
  system: pulumi.Output<System>,
  user: string | undefined,
  provider: Provider,
): pulumi.Output<string> {
  const metadata = { name: agentName, namespace: system.namespace };
  const config = new ConfigMap(name, { metadata, data: system.apply(agentConfig) }, { provider });
  new Deployment(
    name,
    {
      metadata,
      spec: {
        selector: { matchLabels: { app: agentName } },
        template: system.apply((known) => agentPod(known, user)),
      },
    },
    { provider, dependsOn: config },
  );
  return system.url;
}
