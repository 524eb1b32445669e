import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { announcePlan } from "./components/announce";
import { checkServers } from "./components/cluster/spec";
import { deployServers } from "./components/servers";
import { registerSystems } from "./components/registration";
import { loadSettings, readSetting } from "./config";
import { declareBuckets } from "./domain/bucket/declareBuckets";
import { declareSystem } from "./domain/declare";
import { systemOutputs } from "./domain/outputs";
import { targetOf } from "./domain/settings";
import { systems } from "./systems";

/** Settings, then one plan over everything, then the servers, then one resource per stream and consumer. */
export = async (): Promise<Record<string, unknown>> => {
  const settings = loadSettings(Object.keys(systems));
  const { policy, streams } = settings;
  const deployment = { project: pulumi.getProject(), stack: pulumi.getStack(), policy, streams };
  const declared = Object.values(systems)
    .filter(({ name }) => settings.systems.includes(name))
    .map((system) => ({
      system,
      target: targetOf(settings, system),
      streams: declareSystem(system, deployment),
      buckets: declareBuckets(system, deployment),
    }));
  const { moves, boundsOf, underWay, addressOf } = await announcePlan(
    { ...deployment, systems: declared },
    readSetting,
    checkServers(declared, settings, readSetting),
  );
  const servers = deployServers(declared, settings, readSetting);
  registerSystems(declared, moves, boundsOf, servers, underWay);
  const outputs: Record<string, unknown> = { readme: readFileSync("Pulumi.README.md", "utf8") };
  for (const { system, target, streams: made, buckets } of declared) {
    outputs[system.name] = systemOutputs(system, made, addressOf(target), buckets);
  }
  return outputs;
};
