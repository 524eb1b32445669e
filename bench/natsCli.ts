import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SystemDefinition } from "../domain/system";
import { goProgram } from "../test/cluster/goProgram";
import { natsCli } from "../test/cluster/goPrograms";
import { contextOf } from "../toolchain/context";
import { configsOf } from "./rawApi";
import { timed } from "./timed";

/** What scripts and init Jobs take: the NATS CLI, one process for each stream, in seconds. */
export interface CliTimes {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
}

/** More streams than this take many minutes, and tell nothing else. */
export const mostOfCli = 1000;

/** For people. */
export const natsCliName = `nats CLI ${natsCli.version}`;

/** @returns path of the CLI, built from its Go module at the first time */
export const findNatsCli = (): Promise<string> => goProgram(natsCli, contextOf({}).report);

/**
 * Creates, updates and deletes the streams of a system with the NATS CLI.
 *
 * @param executable the CLI
 * @param scratch a folder for the configs, which is removed
 * @param updated the same streams with another setting
 */
export async function cliTimes(
  executable: string,
  scratch: string,
  url: string,
  system: SystemDefinition,
  updated: SystemDefinition,
): Promise<CliTimes> {
  const folder = join(scratch, "nats-cli");
  const run = async (each: string, configs: System): Promise<number> => {
    const files = written(folder, configs);
    const words = ["bash", "-ec", `for stream; do ${each}; done >/dev/null`, "bash", ...files];
    const environment = { ...environmentIn(folder), NATS_CLI: executable, NATS_URL: url };
    return (await timed({ words, folder, environment })).wall;
  };
  try {
    const [before, after] = [configsOf(system), configsOf(updated)];
    return {
      create: await run('"$NATS_CLI" stream add "$stream" --config "$stream.json"', before),
      update: await run('"$NATS_CLI" stream edit "$stream" --config "$stream.json" -f', after),
      delete: await run('"$NATS_CLI" stream rm "$stream" -f', before),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type System = ReturnType<typeof configsOf>;

/** @returns the names of the streams, whose configs are now in files of those names */
function written(folder: string, configs: System): readonly string[] {
  mkdirSync(folder, { recursive: true });
  for (const { name, body } of configs) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(body));
  }
  return configs.map(({ name }) => name);
}

/** Contexts of the person who measures are not read. */
const environmentIn = (folder: string): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: folder,
  XDG_CONFIG_HOME: folder,
});
