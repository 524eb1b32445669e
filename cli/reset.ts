import { existsSync } from "node:fs";
import { ensureTools, ToolchainError, type Tools } from "../toolchain/tools";
import { ActiveRun } from "./activeRun";
import { refuseArguments } from "./arguments";
import { withoutCheckpoints } from "./checkpoints";
import { remove } from "./files";
import { runningServer, serverProcesses, stopServers } from "./localServer";
import { pulumiEnvironment, readStack, stack } from "./localStack";
import { type Pulumi, runCaptured } from "./pulumi";
import { workplace, type Workplace } from "./workplace";

/**
 * `npm run reset`: destroys the stack, ends the server, removes the folder. Asks nothing: what is local is disposable.
 *
 * @returns exit code 0
 * @throws Mistake where a run is at work
 */
export async function main(args: readonly string[]): Promise<number> {
  refuseArguments("npm run reset", args);
  const place = workplace();
  const { places, say } = place;
  if (!existsSync(places.home) && serverProcesses(place).length === 0) {
    say("nothing to remove: there is no .nats-stack");
    return 0;
  }
  const run = await ActiveRun.begin(place, "npm run reset", "lenient");
  if (await removeStack(place, run)) {
    say('stopped as you asked; run "npm run reset" again to remove the rest');
    run.end();
    return 130;
  }
  if ((await stopServers(place)) > 0) say("stopped nats-server");
  remove(places.home);
  say("removed .nats-stack: the data of the server, its log, and the state of stack local");
  return 0;
}

/**
 * What cannot be destroyed any more goes with the folder: the server and its store lie in it.
 *
 * @returns whether Ctrl-C came in between
 */
async function removeStack(place: Workplace, run: ActiveRun): Promise<boolean> {
  const { places, say } = place;
  if (!existsSync(places.state)) return false;
  if (!(await runningServer(place))) {
    say("the server does not run, so its streams are removed with its folder and need no destroy");
    return false;
  }
  const tools = await pulumiTools(place);
  if (!tools) return false;
  const pulumi: Pulumi = {
    executable: tools.pulumi.path,
    folder: places.root,
    environment: { ...pulumiEnvironment(places, tools), ...withoutCheckpoints },
  };
  return destroy(place, run, pulumi);
}

async function destroy({ say }: Workplace, run: ActiveRun, pulumi: Pulumi): Promise<boolean> {
  await runCaptured(pulumi, ["cancel", "--yes", "--stack", stack]);
  if (!(await readStack(pulumi).catch(() => undefined))) return false;
  const { code, interrupted } = await run.pulumi(pulumi, destroyArguments);
  if (interrupted) return true;
  if (code !== 0) say("the stack could not be destroyed; its streams go with the server");
  // the file of the stack's configuration belongs to the project
  const rm = ["stack", "rm", stack, "--yes", "--force", "--preserve-config"];
  const removed = await runCaptured(pulumi, rm);
  if (removed.code === 0) say(`removed stack ${stack}`);
  return false;
}

const destroyArguments = ["destroy", "--yes", "--skip-preview", "--stack", stack];

async function pulumiTools({ say }: Workplace): Promise<Tools<"pulumi"> | undefined> {
  try {
    return await ensureTools(["pulumi"]);
  } catch (error) {
    if (!(error instanceof ToolchainError)) throw error;
    say("there is no Pulumi CLI at hand; the stack is removed with its folder");
    return undefined;
  }
}
