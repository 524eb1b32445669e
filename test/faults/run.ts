import { parseArgs } from "node:util";
import type { BedOptions } from "./bed";
import { Lane, type RunReport } from "./lane";

/** Side by side: most of them wait for a deadline or a server that is to come back. */
const lanes = 6;

/**
 * Deploys random changes while faults strike, and looks what an ordinary run makes of it.
 *
 * @param args `--runs 500`, `--seed 1` for the first, `--server 2.10.26` for another server line, `--clock-hours -30` for a
 *   provider whose clock is wrong, `--leaders` for three servers and another leader at each request, `--verbose`
 * @returns 0 where every run ended as it has to
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: "string", default: "500" },
      seed: { type: "string", default: "1" },
      server: { type: "string" },
      "clock-hours": { type: "string", default: "0" },
      leaders: { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
    },
  });
  const first = Number(values.seed);
  const seeds = Array.from({ length: Number(values.runs) }, (_, at) => first + at);
  const started = performance.now();
  const bed = {
    ...(values.server !== undefined && { version: values.server }),
    clockMillis: Number(values["clock-hours"]) * 3_600_000,
    leaders: values.leaders,
  };
  const reports = await inLanes(seeds, bed, (report) => {
    if (values.verbose || report.findings.length > 0) console.log(text(report));
  });
  const failed = reports.filter(({ findings }) => findings.length > 0);
  const struck = reports.filter(({ failure }) => failure !== undefined).length;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const longest = Math.max(...reports.map(({ millis }) => millis)) / 1000;
  console.log(
    `${reports.length} runs in ${seconds} s, ${struck} of them broken off by a fault, the longest ${longest.toFixed(1)} s; ${failed.length} ended otherwise than they have to${failed.length > 0 ? `: seeds ${failed.map(({ seed }) => seed).join(", ")}` : ""}`,
  );
  return failed.length === 0 ? 0 : 1;
}

/** Runs one seed after the other in several lanes. */
export async function inLanes(
  seeds: readonly number[],
  bed: BedOptions,
  done: (report: RunReport) => void,
): Promise<readonly RunReport[]> {
  const left = [...seeds];
  const reports: RunReport[] = [];
  const work = async (): Promise<void> => {
    const lane = await Lane.open(bed);
    try {
      for (let seed = left.shift(); seed !== undefined; seed = left.shift()) {
        const report = await lane.run(seed);
        reports.push(report);
        done(report);
      }
    } finally {
      await lane.close();
    }
  };
  // a cluster has three servers, and elects
  const most = bed.leaders === true ? 2 : lanes;
  await Promise.all(Array.from({ length: Math.min(most, seeds.length) }, work));
  return reports;
}

function text({ seed, steps, faults, refused, failure, findings, millis }: RunReport): string {
  const struck = faults.every(({ mishap }) => mishap === "changeLeader")
    ? [`another leader at each of ${faults.length} requests`]
    : faults.map(({ mishap, at, answered }) => `${mishap} ${answered ? "after" : "before"} ${at}`);
  return [
    `seed ${seed}, ${(millis / 1000).toFixed(1)} s: ${steps.join("; ")}`,
    `  faults: ${struck.join(", ")}`,
    ...(refused === undefined ? [] : [`  refused: ${refused}`]),
    ...(failure === undefined ? [] : [`  broken off: ${failure}`]),
    ...findings.map((finding) => `  FINDING: ${finding}`),
  ].join("\n");
}
