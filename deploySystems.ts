import * as pulumi from "@pulumi/pulumi";
import { announcePlan, type DeclaredSystem } from "./components/announce";
import { checkServers } from "./components/cluster/spec";
import { registerSystems } from "./components/registration";
import { deployServers } from "./components/servers";
import { loadSettings, readSetting } from "./config";
import { declareBuckets } from "./domain/bucket/declareBuckets";
import { declareSystem } from "./domain/declare";
import { type SystemOutputs, systemOutputs } from "./domain/outputs";
import { type Settings, targetOf } from "./domain/settings";
import type { SystemDefinition } from "./domain/system";
import { systems as published } from "./systems";

/**
 * Deploys NATS systems as the configuration of the stack says: reads the settings, makes one plan over everything, then
 * the servers where the stack brings them, then one resource per stream, consumer and bucket.
 *
 * @example
 * import { deploySystems } from "nats-stack";
 * import { systems } from "./systems";
 *
 * export = () => deploySystems(systems);
 *
 * @param definitions a list, or an object whose values count
 * @returns what other projects read, by the name of each system: export it from the program
 * @throws RunError with every mistake and refusal in one message, before anything is registered
 */
export async function deploySystems(
  definitions: readonly SystemDefinition[] | Readonly<Record<string, SystemDefinition>>,
): Promise<Readonly<Record<string, SystemOutputs>>> {
  const all = Object.values(definitions);
  const settings = loadSettings(all.map(({ name }) => name));
  const { policy, streams } = settings;
  const deployment = { project: pulumi.getProject(), stack: pulumi.getStack(), policy, streams };
  const declared = all
    .filter(({ name }) => settings.systems.includes(name))
    .map((system) => ({
      system,
      target: targetOf(settings, system),
      streams: declareSystem(system, deployment),
      buckets: declareBuckets(system, deployment),
    }));
  refuseUnpublished(declared, settings);
  const { movesOn, boundsOf, underWay, addressOf } = await announcePlan(
    { ...deployment, systems: declared },
    readSetting,
    checkServers(declared, settings, readSetting),
  );
  const servers = deployServers(declared, settings, readSetting);
  registerSystems(declared, movesOn, boundsOf, servers, underWay);
  return Object.fromEntries(
    declared.map(({ system, target, streams: made, buckets }) => [
      system.name,
      systemOutputs(system, made, addressOf(target), buckets),
    ]),
  );
}

/**
 * How servers on Kubernetes are reached, as whom and with which certificates follows from how they are declared. The
 * provider and the commands run without the program, so they read that from a module of the project.
 */
function refuseUnpublished(declared: readonly DeclaredSystem[], { target }: Settings): void {
  if (target !== "kubernetes") return;
  const lines = declared
    .filter(({ system }) => JSON.stringify(published[system.name]) !== JSON.stringify(system))
    .map(({ system }) => `  system "${system.name}": is not exported there, or differs`);
  if (lines.length === 0) return;
  throw new pulumi.RunError(
    [
      'with nats-stack:target "kubernetes" the systems are read by the provider and by commands as well; export them as `systems` from systems.ts or systems/index.ts beside Pulumi.yaml:',
      ...lines,
    ].join("\n"),
  );
}
