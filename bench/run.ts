import Table from "cli-table3";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { arch, cpus, loadavg, platform, tmpdir, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { systems } from "../systems";
import { ensureTools, toolEnvironment, type Tools } from "../toolchain/tools";
import { findNatsCli } from "./natsCli";
import { type BenchOptions, parseOptions, usage } from "./options";
import { withResult } from "./page";
import { measurePreviews } from "./previews";
import {
  type Circumstances,
  circumstancesText,
  type Grid,
  perStreamGrid,
  previewGrids,
  sizeGrid,
} from "./report";
import { measureSize, type Size } from "./sizes";
import { endCurrent } from "./timed";

const pageFile = join(dirname(__dirname), "docs", "performance.md");

/**
 * `npm run bench`: measures in a scratch folder, against a server of its own, and shows tables.
 *
 * @returns exit code: 0, or 130 after Ctrl-C
 * @throws BadOption
 */
export async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const tools = await ensureTools(["pulumi", "nats-server"]);
  Object.assign(process.env, toolEnvironment(tools));
  return inScratch((scratch) => measure(scratch, options, circumstances(tools)));
}

async function measure(
  scratch: string,
  { sizes, rounds, natsCli, checkpoints, write }: BenchOptions,
  around: Circumstances,
): Promise<void> {
  const say = (line: string): void => {
    console.log(`  ${line}`);
  };
  const manner = { checkpoints, ...(natsCli && { natsCli: await findNatsCli() }) };
  const intro = circumstancesText(around);
  console.log(intro);
  const grids: Grid[] = [
    ...previewGrids(await measurePreviews(scratch, Object.values(systems), rounds, say)),
  ];
  const measured: Size[] = [];
  for (const streams of sizes) measured.push(await measureSize(scratch, streams, manner, say));
  grids.push(...measured.map(sizeGrid), ...perStreamGrid(measured));
  grids.forEach(show);
  if (!write) return;
  writeFileSync(pageFile, withResult(readFileSync(pageFile, "utf8"), intro, grids));
  console.log(`written to ${pageFile}`);
}

function show({ title, head, rows, notes }: Grid): void {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  table.push(...rows.map((row) => [...row]));
  console.log(["", title, table.toString(), ...notes].join("\n"));
}

/** Whatever happens, no process and no folder is left behind. */
async function inScratch(work: (scratch: string) => Promise<void>): Promise<number> {
  const scratch = realpathSync(mkdtempSync(join(tmpdir(), "nats-stack-bench-")));
  const remove = (): void => {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const asked = { toStop: false };
  const interrupt = (): void => {
    asked.toStop = true;
    endCurrent();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, interrupt);
  try {
    await work(scratch);
    return 0;
  } catch (error) {
    if (!asked.toStop) throw error;
    console.log("stopped as you asked");
    return 130;
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
    remove();
  }
}

function circumstances({ pulumi, "nats-server": server }: Tools): Circumstances {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 1e9);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores (${first?.model.trim() ?? "unknown"}), ${memory} GB, ${platform()} ${arch()}`,
    versions: `Node ${process.versions.node}, Pulumi ${pulumi.version}, nats-server ${server.version}`,
    load: loadavg()[0] ?? 0,
  };
}
