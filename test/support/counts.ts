import { readFileSync } from "node:fs";

/** What one mocha process reports, or several together. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
}

/** A test that failed, or a hook; `title` names what it stands in as well. */
interface Failure {
  readonly title: string;
  readonly message: string;
}

/** Environment variable: the file that `countingReporter.cjs` writes them to. */
export const countsFile = "NATS_STACK_COUNTS";

/** The counts of a mocha process that has ended. Without a report it counts as one failure: it was killed, or could not start. */
export function readCounts(file: string, process: string): Counts {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Counts;
  } catch {
    const failures = [{ title: process, message: "ended before it could say how its tests went" }];
    return { passed: 0, failed: 1, skipped: 0, failures };
  }
}

/** The end of a run's output: what failed, a line each, since a log may be cut before it; then the line that counts all. */
export function summary(counts: readonly Counts[]): string {
  const total = (key: "passed" | "failed" | "skipped"): number =>
    counts.reduce((sum, count) => sum + count[key], 0);
  const failures = counts.flatMap((count) => count.failures);
  return [
    ...failures.map(({ title, message }) => `failed: ${title}: ${firstLine(message)}`),
    `${total("passed")} passed, ${total("failed")} failed, ${total("skipped")} skipped`,
  ].join("\n");
}

const firstLine = (message: string): string => message.split("\n", 1).join("").slice(0, 300);
