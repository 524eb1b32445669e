import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { remove } from "../../cli/files";
import { processTable, signal } from "../../cli/processes";
import { until } from "../../cli/wait";
import { type Counts, countsFile, readCounts } from "../support/counts";

/** Environment variable: the folder in which cases make theirs. It also marks every process of the run. */
export const suiteFolder = "NATS_STACK_TEST_FOLDER";

const goodbyeMillis = 10_000;

/** One run of mocha in a process of its own, which can be ended with all that it started. */
export class Suite {
  private folder: string | undefined;

  async run(files: readonly string[], environment: NodeJS.ProcessEnv): Promise<Counts> {
    const folder = mkdtempSync(join(tmpdir(), "nats-stack-cluster-"));
    this.folder = folder;
    const report = join(folder, "counts.json");
    const mocha = require.resolve("mocha/bin/mocha.js");
    const settings = ["--reporter", "test/support/countingReporter.cjs", "--timeout", "300000"];
    const child = spawn(process.execPath, [mocha, ...settings, ...files], {
      // a Ctrl-C reaches the cases through `end` alone, before the cluster goes
      detached: true,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...environment, [suiteFolder]: folder, [countsFile]: report },
    });
    await once(child, "close");
    return readCounts(report, "the cases on a cluster");
  }

  /** Ends what still runs, and removes the folder. */
  async end(): Promise<void> {
    const { folder } = this;
    if (folder === undefined) return;
    const ours = () => processTable().marked(suiteFolder, folder);
    // the CLI writes its state and ends its plugins when it is asked to end
    for (const { pid } of ours()) signal(pid, "SIGTERM");
    await until(goodbyeMillis, () => (ours().length === 0 ? true : undefined));
    for (const { pid } of ours()) signal(pid, "SIGKILL");
    remove(folder);
  }
}
