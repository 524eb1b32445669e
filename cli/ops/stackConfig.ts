import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type JsonObject } from "../../domain/json";
import { problemLines } from "../../domain/problem";
import { settingProblems, type Settings, settingsOf } from "../../domain/settings";
import { systems } from "../../systems";
import type { ReadConfig } from "../../targets/target";
import { Mistake } from "../mistake";
import { findPulumi } from "../findPulumi";
import { type Pulumi, runCaptured } from "../pulumi";

/** What a stack says, as the program reads it. */
export interface StackConfig {
  /** Name of the project in Pulumi.yaml. */
  readonly project: string;
  /** Name of the stack alone, without organisation. */
  readonly stack: string;
  readonly settings: Settings;
  /** Secrets in clear: for the connection alone. */
  readonly read: ReadConfig;
}

const namespace = "nats-stack:";

/**
 * Reads the configuration of a stack by the Pulumi CLI, which knows how it is encrypted. Secrets are decrypted only
 * where there are some, and stay in the memory of this process.
 *
 * @param name "dev" or "organisation/project/dev"; absent: the selected one
 * @throws Mistake where there is no such stack, or its configuration has mistakes
 */
export async function readStackConfig(name: string | undefined): Promise<StackConfig> {
  const pulumi = await findPulumi();
  const [stack, values] = await Promise.all([stackName(pulumi, name), readValues(pulumi, name)]);
  const raw = Object.fromEntries([...values].map(([key, { value }]) => [key, value]));
  const secrets = new Set([...values].filter(([, { secret }]) => secret).map(([key]) => key));
  const known = Object.keys(systems);
  const problems = settingProblems(raw, secrets, known);
  if (problems.length > 0) {
    const title = `the configuration of stack "${stack}" has mistakes:`;
    throw new Mistake([title, ...problemLines(problems)].join("\n  "));
  }
  return {
    project: projectName(pulumi.folder),
    stack,
    settings: settingsOf(raw, known),
    read: (key) => values.get(key)?.value,
  };
}

interface Value {
  readonly value: string;
  readonly secret: boolean;
}

async function readValues(
  pulumi: Pulumi,
  name: string | undefined,
): Promise<ReadonlyMap<string, Value>> {
  const args = ["config", "--json", ...stackArguments(name)];
  const shown = parsed(await asked(pulumi, args, name));
  const anySecret = Object.values(shown).some((one) => isObject(one) && one["secret"] === true);
  const all = anySecret ? parsed(await asked(pulumi, [...args, "--show-secrets"], name)) : shown;
  return new Map(
    Object.entries(all).flatMap(([key, one]) =>
      key.startsWith(namespace) && isObject(one) && typeof one["value"] === "string"
        ? [[key.slice(namespace.length), { value: one["value"], secret: one["secret"] === true }]]
        : [],
    ),
  );
}

function parsed(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  return isObject(value) ? value : {};
}

const stackArguments = (name: string | undefined): readonly string[] =>
  name === undefined ? [] : ["--stack", name];

async function stackName(pulumi: Pulumi, name: string | undefined): Promise<string> {
  const full = name ?? (await asked(pulumi, ["stack", "--show-name"], name)).trim();
  return full.split("/").at(-1) ?? full;
}

/** @throws Mistake with what the CLI says, in a sentence */
async function asked(
  pulumi: Pulumi,
  args: readonly string[],
  name: string | undefined,
): Promise<string> {
  const { code, stdout, stderr } = await runCaptured(pulumi, args);
  if (code === 0) return stdout;
  if (stderr.includes("no stack selected")) {
    throw new Mistake(
      'no stack is selected; name one with "--stack dev", or select it with "pulumi stack select dev"',
    );
  }
  if (stderr.includes("unable to open bucket")) {
    throw new Mistake(
      "there is no stack yet: the state of this project is not there; deploy one first, or name its backend in PULUMI_BACKEND_URL",
    );
  }
  const which = name === undefined ? "the selected stack" : `stack "${name}"`;
  const said = stderr
    .replaceAll(/^error: /gm, "")
    .trim()
    .split("\n")
    .join("; ");
  throw new Mistake(`the configuration of ${which} cannot be read: ${said}`);
}

/** The name stands in the first column: nothing else of YAML has to be understood. */
function projectName(folder: string): string {
  const text = readFileSync(join(folder, "Pulumi.yaml"), "utf8");
  const [, name = ""] = /^name:\s*["']?([^"'\s#]+)/m.exec(text) ?? [];
  return name;
}
