import { inspect } from "./activeRun";
import { refuseArguments } from "./arguments";
import { endLeftovers } from "./leftovers";
import { stopServers } from "./localServer";
import { plural } from "./plural";
import { workplace } from "./workplace";

/**
 * `npm stop`: ends the local server and what a killed run left; keeps what is on disk.
 *
 * @returns exit code 0, whether or not something ran
 * @throws Mistake where a run is at work
 */
export async function main(args: readonly string[]): Promise<number> {
  refuseArguments("npm stop", args);
  const place = workplace();
  const { run } = inspect(place, "lenient");
  // the run file stays: the next start still has to refresh the state
  const left = run ? await endLeftovers([run.id, ...run.earlier], run.clis, place.processes) : 0;
  if (left > 0) place.say(`ended ${plural(left, "process")} that a run left behind`);
  const stopped = await stopServers(place);
  place.say(stopped > 0 ? stoppedText : "nats-server was not running");
  return 0;
}

const stoppedText = [
  "nats-server stopped",
  "kept in .nats-stack: the file streams with their messages and consumers, and the state of stack local",
  'memory streams do not survive this: "npm start" makes them again, empty',
].join("\n");
