import { count, quoted, streamAsset } from "../../domain/assets";
import { certaintyWords } from "../../domain/stream/measured";
import { subjectProblem } from "../../domain/subject";
import { humanSize } from "../../domain/units";
import { JetStreamError } from "../../jetstream/errors";
import { purgeAsSeen } from "../../jetstream/purge";
import {
  type PurgeWish,
  type Quantity,
  type WeighedPurge,
  weighPurge,
} from "../../jetstream/weighPurge";
import { Mistake } from "../mistake";
import { type ChosenStream, type StreamChoice, withStreams } from "./chosenStreams";
import { type ConsentRequest, consentTo, howToDoIt, type Person } from "./consent";
import { type ExitCode, exitCodes } from "./exitCodes";
import { guardingStack } from "./guard";
import { findServers, type Selection } from "./servers";
import { answer, type Voice } from "./voice";

/** What `purge` was asked for. */
export interface PurgeRequest extends Selection, StreamChoice, ConsentRequest {
  readonly wish: PurgeWish;
}

/** What would go of one stream, and what went. */
interface Purge extends ChosenStream {
  readonly weighed: WeighedPurge;
  outcome?: Outcome;
}

type Outcome = { readonly purged: number; readonly left: number } | { readonly failed: string };

/**
 * `nats-stack purge`: deletes messages of streams, shows before what would go and says afterwards what went.
 *
 * @param person to be asked; absent: nobody can be
 * @throws Mistake where the choice is wrong, or leave is missing
 */
export async function purge(
  request: PurgeRequest,
  voice: Voice,
  person: Person | undefined,
): Promise<ExitCode> {
  checkWish(request.wish);
  const servers = await findServers(request);
  return withStreams(servers, request, async (chosen) => {
    const guarding = guardingStack(chosen, servers);
    refuseDenied(chosen);
    const purges = await Promise.all(chosen.map((one) => weigh(one, request.wish)));
    const due = purges.filter(({ weighed }) => weighed.request !== undefined);
    if (!voice.json) voice.say(purges.map(plannedLine).join("\n") || "no streams");
    const what = `purge ${count(due.length, "stream")}`;
    const consent = due.length === 0 ? "yes" : await consentTo(what, guarding, request, person);
    if (consent === "yes") for (const one of due) one.outcome = await carryOut(one);
    const code = codeOf(consent, due);
    answer(voice, documentOf(purges, consent === "yes", code), () => {
      if (consent === "dryRun") return `nothing was purged; ${howToDoIt(guarding)}`;
      return consent === "no" ? "nothing was purged" : outcomeText(due);
    });
    return code;
  });
}

function checkWish({ subject, keep, olderThanNanos }: PurgeWish): void {
  const problem = subject === undefined ? undefined : subjectProblem(subject);
  if (problem !== undefined) throw new Mistake(`--subject: ${problem}`);
  if (keep !== undefined && olderThanNanos !== undefined) {
    throw new Mistake("--keep and --older-than: no server does both at once; purge by one of them");
  }
}

/** The server says so as well, but only once other streams are purged. */
function refuseDenied(chosen: readonly ChosenStream[]): void {
  const names = chosen
    .filter(({ stream: { config } }) => config["deny_purge"] === true || config["sealed"] === true)
    .map(({ stream }) => stream.name);
  if (names.length === 0) return;
  throw new Mistake(
    `${quoted(names)}: denies purging (denyPurge, or sealed), and that is not to be undone; leave it out`,
  );
}

const weigh = async (one: ChosenStream, wish: PurgeWish): Promise<Purge> => ({
  ...one,
  weighed: await weighPurge(one.js, one.stream, wish),
});

/** One stream that fails does not keep the others from being told. */
async function carryOut({ js, stream, weighed: { request } }: Purge): Promise<Outcome> {
  try {
    const { purged, after } = await purgeAsSeen(js, stream, request ?? {});
    return { purged, left: after.state?.messages ?? 0 };
  } catch (error) {
    if (error instanceof JetStreamError) return { failed: error.message };
    throw error;
  }
}

function codeOf(consent: "yes" | "no" | "dryRun", due: readonly Purge[]): ExitCode {
  if (consent === "no") return exitCodes.differs;
  const failed = due.some(({ outcome }) => outcome !== undefined && "failed" in outcome);
  return failed ? exitCodes.differs : exitCodes.fine;
}

function plannedLine({ stream, weighed }: Purge): string {
  const { messages, bytes } = weighed;
  const total = stream.state?.messages ?? 0;
  if (messages.count === 0)
    return `${streamAsset(stream.name)}: nothing to purge of ${count(total, "message")}`;
  const which =
    messages.count === total
      ? `all ${count(total, "message")}`
      : `${told(messages, String)} of ${count(total, "message")}`;
  return `${streamAsset(stream.name)}: ${which} (${told(bytes, humanSize)})`;
}

const told = ({ count: number, certainty }: Quantity, text: (number: number) => string): string =>
  `${certaintyWords[certainty]}${text(number)}`;

const outcomeText = (due: readonly Purge[]): string =>
  due.length === 0
    ? "nothing was purged"
    : due
        .map(({ stream, outcome }) =>
          outcome === undefined || "failed" in outcome
            ? (outcome?.failed ?? "")
            : `${streamAsset(stream.name)}: purged ${count(outcome.purged, "message")}, ${outcome.left} left`,
        )
        .join("\n");

const documentOf = (purges: readonly Purge[], done: boolean, code: ExitCode): object => ({
  ok: code === exitCodes.fine,
  done,
  streams: purges.map(({ server, stream, weighed, outcome }) => ({
    name: stream.name,
    server: server.name,
    holds: { messages: stream.state?.messages ?? 0, bytes: stream.state?.bytes ?? 0 },
    goes: { messages: weighed.messages, bytes: weighed.bytes },
    ...outcome,
  })),
});
