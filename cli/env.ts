import { mkdirSync } from "node:fs";
import { ensureTools } from "../toolchain/tools";
import { refuseArguments } from "./arguments";
import { pulumiEnvironment } from "./localStack";
import type { Environment } from "./pulumi";
import { workplace } from "./workplace";

/**
 * `npm run -s env`: prints lines for a shell, so that `eval "$(npm run -s env)"` makes plain `pulumi` commands work on
 * the local stack.
 *
 * @returns exit code 0
 */
export async function main(args: readonly string[]): Promise<number> {
  refuseArguments("npm run -s env", args);
  const { places, say } = workplace();
  // what is evaluated by a shell must hold nothing else
  const report = {
    line: toStderr,
    step: () => ({ detail: () => undefined, end: () => undefined }),
  };
  // the CLI makes no folder for its backend
  mkdirSync(places.state, { recursive: true });
  const tools = await ensureTools(["pulumi"], { report });
  say(shellLines(pulumiEnvironment(places, tools)));
  return 0;
}

const toStderr = (line: string): void => {
  console.error(line);
};

/** @returns `export NAME='value'` and `unset NAME`, one a line, for any POSIX shell */
export const shellLines = (environment: Environment): string =>
  Object.entries(environment)
    .map(([name, value]) =>
      value === undefined ? `unset ${name}` : `export ${name}='${value.replaceAll("'", "'\\''")}'`,
    )
    .join("\n");
