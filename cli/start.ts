import { systems } from "../systems";
import { ensureTools } from "../toolchain/tools";
import { ActiveRun } from "./activeRun";
import { parseStart, startUsage } from "./arguments";
import { deploy } from "./deploy";
import { ensureStack, pulumiEnvironment } from "./localStack";
import { liveStreams } from "./liveStreams";
import type { Pulumi } from "./pulumi";
import { ensureServer, type EnsuredServer } from "./startServer";
import { cameBackEmpty, summary, thisScreen } from "./summary";
import { workplace, type Workplace } from "./workplace";

/**
 * `npm start`: tools, server, deployment, table.
 *
 * @returns exit code: 0, that of the Pulumi CLI, or 130 after Ctrl-C
 * @throws Mistake
 */
export async function main(args: readonly string[]): Promise<number> {
  const names = Object.keys(systems);
  const { help, system } = parseStart(args, names);
  const place = workplace();
  if (help) {
    place.say(startUsage(names));
    return 0;
  }
  const run = await ActiveRun.begin(place, "npm start", "strict");
  try {
    return await start(place, run, system);
  } finally {
    run.end();
  }
}

async function start(
  place: Workplace,
  run: ActiveRun,
  system: string | undefined,
): Promise<number> {
  const { places, say } = place;
  const tools = await ensureTools(["nats-server", "pulumi"]);
  const ensured = await ensureServer(place, { executable: tools["nats-server"].path });
  say(serverLine(ensured));
  const survivors = await liveStreams(ensured.server);
  const pulumi: Pulumi = {
    executable: tools.pulumi.path,
    folder: places.root,
    environment: pulumiEnvironment(places, tools),
  };
  const state = await ensureStack(pulumi, places, say);
  const code = await deploy(place, run, pulumi, state, system);
  if (code !== 0) return code;
  const streams = await liveStreams(ensured.server);
  const had = new Set(survivors.map(({ name }) => name));
  if (ensured.started) cameBackEmpty(state.streams, had, streams).forEach(say);
  say(summary(streams, ensured.server, thisScreen()));
  return 0;
}

function serverLine({ server, started }: EnsuredServer): string {
  const { url, version, process } = server;
  const what = started ? "started" : `running since ${server.startedAt}`;
  return `nats-server ${version} ${what}: ${url}, process ${process.pid}`;
}
