import { join } from "node:path";
import { reportTo } from "../../toolchain/progress";
import { run, type Run } from "../../toolchain/run";
import { goProgram } from "../cluster/goProgram";

const version = "1.7.12";

/** @returns what actionlint says of files, built once from its Go module */
export async function actionlint(files: readonly string[]): Promise<Run> {
  const program = {
    name: "actionlint",
    version,
    linkerFlags: [],
    folder: join("test", "workflows", "go", "actionlint"),
    takes: "20 s",
  };
  const path = await goProgram(program, reportTo(process.stdout));
  return run(path, ["-no-color", ...files], { environment: process.env, millis: 60_000 });
}
