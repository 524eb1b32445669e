import { count, streamAsset } from "../../domain/assets";
import { streamHolds } from "../../domain/plan/loss";
import { JetStreamError } from "../../jetstream/errors";
import { recreateStream } from "../../jetstream/recreate";
import { Mistake } from "../mistake";
import { runCaptured } from "../pulumi";
import { withStreams } from "./chosenStreams";
import { type ConsentRequest, consentTo, howToDoIt, type Person } from "./consent";
import { type ExitCode, exitCodes } from "./exitCodes";
import { guardingStack } from "./guard";
import { planRecreation, type Recreation } from "./recreatePlan";
import { findServers, type Selection } from "./servers";
import { findPulumi } from "../findPulumi";
import { answer, type Voice } from "./voice";

/** What `recreate` was asked for. */
export interface RecreateRequest extends Selection, ConsentRequest {
  readonly streams: readonly string[];
}

/** What became of one stream, and of what the stack knows of it. */
interface Outcome {
  readonly failed?: string;
}

/**
 * `nats-stack recreate`: deletes streams and creates them as declared, in one step, and brings the state of the stack up
 * to that. The engine is not asked to replace anything, so it works on protected resources as well, and a stream is away
 * for milliseconds.
 *
 * @param person to be asked; absent: nobody can be
 * @throws Mistake where the choice is wrong, leave is missing, or a stream could not be created again
 */
export async function recreate(
  request: RecreateRequest,
  voice: Voice,
  person: Person | undefined,
): Promise<ExitCode> {
  const servers = await findServers(request);
  const { stack } = servers;
  if (stack === undefined) {
    throw new Mistake(
      "recreate: needs the stack whose state it keeps true; leave out --server, or name the stack with --stack as well",
    );
  }
  const choice = { streams: request.streams, all: false, unmanaged: false };
  return withStreams(servers, choice, async (chosen) => {
    const guarding = guardingStack(chosen, servers);
    const recreations = await planRecreation(chosen, servers);
    if (!voice.json) voice.say(recreations.flatMap(plannedLines).join("\n"));
    const what = `recreate ${count(recreations.length, "stream")}`;
    const consent = await consentTo(what, guarding, request, person);
    const outcomes = consent === "yes" ? await carryOut(recreations) : [];
    const stale = consent === "yes" ? await refreshState(request.stack, recreations) : undefined;
    const failed = stale !== undefined || outcomes.some((one) => one.failed !== undefined);
    const code = failed || consent === "no" ? exitCodes.differs : exitCodes.fine;
    answer(voice, documentOf(recreations, outcomes, stale, code), () => {
      if (consent === "yes") return outcomeText(recreations, outcomes, stack, stale);
      return `nothing was recreated${consent === "no" ? "" : `; ${howToDoIt(guarding)}`}`;
    });
    return code;
  });
}

/** What comes after one that failed may copy from it: it stays as it is. */
async function carryOut(recreations: readonly Recreation[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { js, stream, wanted } of recreations) {
    try {
      await recreateStream(js, stream, wanted);
      outcomes.push({});
    } catch (error) {
      if (!(error instanceof JetStreamError)) throw error;
      return [...outcomes, { failed: error.message }];
    }
  }
  return outcomes;
}

/** @returns what the Pulumi CLI says where it could not be done */
async function refreshState(
  stack: string | undefined,
  recreations: readonly Recreation[],
): Promise<string | undefined> {
  const pulumi = await findPulumi();
  const targets = recreations.flatMap(({ declaration: { resource } }) => [
    ...["--target", `**::${resource}`],
    ...["--target", `**::${resource}/**`],
  ]);
  const { code, stdout, stderr } = await runCaptured(pulumi, [
    ...["refresh", "--yes", "--skip-preview", "--color", "never"],
    ...(stack === undefined ? [] : ["--stack", stack]),
    ...targets,
  ]);
  return code === 0 ? undefined : stderr.trim() || stdout.trim();
}

function plannedLines({ stream, strays, copies }: Recreation): readonly string[] {
  const { holds = "nothing" } = streamHolds(stream.state);
  return [
    `${streamAsset(stream.name)}: is deleted with ${holds}, and created as declared`,
    ...strays.map((name) => `  consumer "${name}" is not declared: it does not come back`),
    ...copies.map(
      (name) =>
        `  ${streamAsset(name)} copies from it and may miss the first messages of the new one: recreate it as well`,
    ),
  ];
}

function outcomeText(
  recreations: readonly Recreation[],
  outcomes: readonly Outcome[],
  stack: string,
  stale: string | undefined,
): string {
  return [
    ...recreations.map(({ stream, wanted }, at) => {
      const outcome = outcomes[at];
      if (outcome === undefined) return `${streamAsset(stream.name)}: stays as it was`;
      const made = `${streamAsset(stream.name)}: created as declared, with ${count(wanted.consumers.length, "consumer")}`;
      return outcome.failed ?? made;
    }),
    stale === undefined
      ? `the state of stack "${stack}" knows of it`
      : `the state of stack "${stack}" does not know of it yet; run "pulumi refresh --stack ${stack}": ${stale}`,
  ].join("\n");
}

const documentOf = (
  recreations: readonly Recreation[],
  outcomes: readonly Outcome[],
  stale: string | undefined,
  code: ExitCode,
): object => ({
  ok: code === exitCodes.fine,
  done: outcomes.length > 0,
  streams: recreations.map(({ server, stream, strays, copies, wanted }, at) => ({
    name: stream.name,
    server: server.name,
    goes: {
      messages: stream.state?.messages ?? 0,
      bytes: stream.state?.bytes ?? 0,
      consumers: stream.state?.consumers ?? 0,
    },
    ...{ undeclaredConsumers: strays, copiedBy: copies },
    consumers: wanted.consumers.map(({ name }) => name),
    ...(outcomes[at] && { recreated: outcomes[at].failed === undefined, ...outcomes[at] }),
  })),
  ...(stale !== undefined && { state: stale }),
});
