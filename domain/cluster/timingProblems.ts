import type { Problem } from "../problem";
import { durationOf, durationProblem, problem } from "./fieldProblems";
import type { ClusterSpec } from "./spec";

const second = 1e9;

/** What a pod needs beside its lame duck time: handing over its streams, and closing them. */
const shutdownSeconds = 20;

/** Mistakes in durations, and in how they follow each other. */
export function timingProblems({ timings = {}, limits = {} }: ClusterSpec): readonly Problem[] {
  const { lameDuckGrace, lameDuckDuration, terminationGrace, startup } = timings;
  return [
    ...problem("timings.lameDuckGrace", durationProblem(lameDuckGrace)),
    ...problem("timings.lameDuckDuration", durationProblem(lameDuckDuration)),
    ...problem("timings.terminationGrace", durationProblem(terminationGrace)),
    ...problem("timings.startup", durationProblem(startup) ?? least(startup, 10)),
    ...problem(
      "limits.pingInterval",
      durationProblem(limits.pingInterval) ?? least(limits.pingInterval, 1),
    ),
    ...problem(
      "limits.writeDeadline",
      durationProblem(limits.writeDeadline) ?? least(limits.writeDeadline, 1),
    ),
    ...problem("limits.maxConnections", connectionsProblem(limits.maxConnections)),
    ...leaving({ lameDuckGrace, lameDuckDuration, terminationGrace }),
  ];
}

/** Grace, then lame duck, then the kill: each needs room for the one before. */
function leaving(given: {
  readonly lameDuckGrace: string | undefined;
  readonly lameDuckDuration: string | undefined;
  readonly terminationGrace: string | undefined;
}): readonly Problem[] {
  const duration = durationOf(given.lameDuckDuration ?? "30s") ?? 30 * second;
  const grace = durationOf(given.lameDuckGrace ?? "10s") ?? 10 * second;
  const kill = durationOf(given.terminationGrace);
  return [
    // the server refuses less: nats-server server/opts.go, lame_duck_duration
    ...problem("timings.lameDuckDuration", least(given.lameDuckDuration, 30)),
    ...problem(
      "timings.lameDuckGrace",
      grace >= duration
        ? `got "${given.lameDuckGrace ?? "10s"}", not below lameDuckDuration "${given.lameDuckDuration ?? "30s"}"; lower it or raise that`
        : undefined,
    ),
    ...problem(
      "timings.terminationGrace",
      kill !== undefined && kill < duration + shutdownSeconds * second
        ? `got "${given.terminationGrace ?? ""}", but a server takes lameDuckDuration "${given.lameDuckDuration ?? "30s"}" and up to ${shutdownSeconds}s more to leave; write "${duration / second + shutdownSeconds}s" or more`
        : undefined,
    ),
  ];
}

function least(text: string | undefined, seconds: number): string | undefined {
  const nanos = durationOf(text);
  return nanos !== undefined && nanos < seconds * second
    ? `got ${JSON.stringify(text)}; write "${seconds}s" or more`
    : undefined;
}

const connectionsProblem = (count: number | undefined): string | undefined =>
  count === undefined || (Number.isInteger(count) && count > 0)
    ? undefined
    : `got ${count}; write a whole number above 0`;
