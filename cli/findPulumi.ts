import { ensureTools, toolEnvironment } from "../toolchain/tools";
import { projectPlaces } from "./places";
import type { Pulumi } from "./pulumi";

/** Whatever the toolchain has to tell goes to stderr: stdout is the answer's. */
export async function findPulumi(): Promise<Pulumi> {
  const report = {
    line: () => undefined,
    step: (title: string) => {
      process.stderr.write(`${title}\n`);
      return { detail: () => undefined, end: () => undefined };
    },
  };
  const tools = await ensureTools(["pulumi"], { report });
  return {
    executable: tools.pulumi.path,
    folder: projectPlaces().root,
    environment: toolEnvironment(tools),
  };
}
