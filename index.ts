import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { announcePlan } from "./components/announce";
import { registerSystems } from "./components/registration";
import { loadSettings, readSetting } from "./config";
import { declareSystem } from "./domain/declare";
import { systemOutputs } from "./domain/outputs";
import { systems } from "./systems";

/** Settings, then one plan over everything, then one resource per stream and consumer. */
export = async (): Promise<Record<string, unknown>> => {
  const settings = loadSettings(Object.keys(systems));
  const deployment = {
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    policy: settings.policy,
  };
  const chosen = Object.values(systems).filter(({ name }) => settings.systems.includes(name));
  const declared = chosen.map((system) => ({
    system,
    streams: declareSystem(system, deployment),
  }));
  const { plan, address } = await announcePlan(
    { ...deployment, systems: declared },
    settings.target,
    readSetting,
  );
  registerSystems(declared, settings.target, plan.moves);
  const outputs: Record<string, unknown> = { readme: readFileSync("Pulumi.README.md", "utf8") };
  for (const { system, streams } of declared) {
    outputs[system.name] = systemOutputs(system, streams, address);
  }
  return outputs;
};
