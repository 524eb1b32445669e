import { mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { toolEnvironment, type Tools } from "../toolchain/tools";
import { mendCheckpoint } from "./checkpoint";
import { Mistake } from "./mistake";
import type { Places } from "./places";
import { type Environment, type Pulumi, runCaptured, runQuietly } from "./pulumi";
import { emptyState, type StackState, stateFrom } from "./stackState";

/** Name of the project in Pulumi.yaml: part of every URN and owner mark. */
export const project = "nats-stack";

/** The stack that lives on the local server. */
export const stack = "local";

/** Exit code of the Pulumi CLI where the stack that is asked for does not exist. */
const noSuchStack = 6;

/**
 * What the Pulumi CLI needs to work on the local stack, in addition to the environment of this process.
 * The passphrase is empty because the stack holds no secret.
 */
export const pulumiEnvironment = (places: Places, tools: Partial<Tools>): Environment => ({
  ...toolEnvironment(tools),
  PULUMI_BACKEND_URL: pathToFileURL(places.state).href,
  PULUMI_CONFIG_PASSPHRASE: "",
  PULUMI_CONFIG_PASSPHRASE_FILE: undefined,
  PULUMI_STACK: undefined,
});

/** @returns what the state of the stack holds; undefined where there is no such stack */
export async function readStack(pulumi: Pulumi): Promise<StackState | undefined> {
  const args = ["stack", "export", "--stack", stack];
  const { code, stdout, stderr } = await runCaptured(pulumi, args);
  if (code === noSuchStack) return undefined;
  if (code !== 0)
    throw new Mistake(`the state of stack "${stack}" cannot be read: ${stderr.trim()}`);
  return stateFrom(JSON.parse(stdout));
}

/** Makes the stack where it is missing, and puts its state right where a kill has cut it off. */
export async function ensureStack(
  pulumi: Pulumi,
  places: Places,
  say: (line: string) => void,
): Promise<StackState> {
  mkdirSync(places.state, { recursive: true });
  const mended = mendCheckpoint(places.state, project, stack);
  if (mended !== undefined) say(mended);
  const found = await readStack(pulumi);
  if (!found) await runQuietly(pulumi, ["stack", "init", stack]);
  return found ?? emptyState;
}
