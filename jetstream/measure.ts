import type { JsonObject } from "../domain/json";
import type { ObservedStream } from "../domain/observed";
import { acknowledgedByAll } from "../domain/stream/acknowledged";
import { beyondBounds } from "../domain/stream/consumerBounds";
import type {
  Amount,
  Answer,
  Measured,
  Questions,
  Reader,
  Unknown,
} from "../domain/stream/measured";
import type { JetStream } from "./connection";
import { everyConsumer } from "./consumers";
import { JetStreamError, NotAuthorized, Unreachable } from "./errors";
import { streamToken } from "./names";
import { number, object } from "./replies";
import { firstSince, moment } from "./storedMessages";

/** Pages of 100,000 subjects each (seen on 2.10 to 2.15): beyond, a lower bound is enough. */
const mostPages = 5;
/** Above so many holes the list of them is not asked for. */
const mostHoles = 10_000;
/** Above so many consumers an upper bound is enough. */
const mostReaders = 20;

/**
 * Asks a server what its listing does not tell. Never throws for what the server says: what could not be asked is an
 * answer, too.
 *
 * @throws Unreachable where the connection broke
 */
export async function measure(
  js: JetStream,
  stream: ObservedStream,
  { olderThan, abovePerSubject, acknowledged, beyond }: Questions,
): Promise<Measured> {
  return {
    ...(olderThan !== undefined && {
      olderThan: await answered(() => countOlder(js, stream, olderThan)),
    }),
    ...(abovePerSubject !== undefined && {
      abovePerSubject: await answered(() => countAbove(js, stream.name, abovePerSubject)),
    }),
    ...(acknowledged && { acknowledged: await answered(() => countAcknowledged(js, stream)) }),
    ...(beyond && {
      beyond: await answered(async () =>
        beyondBounds(await everyConsumer(js, stream.name), beyond),
      ),
    }),
  };
}

async function answered<Told>(ask: () => Promise<Told>): Promise<Told | Unknown> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof NotAuthorized && error.subject !== undefined) {
      return { unknown: `this user may not ask "${error.subject}"` };
    }
    // a connection that broke is for the caller: the same request may succeed in a moment
    const broken = error instanceof Unreachable && error.reason !== "unanswered";
    if (broken || !(error instanceof JetStreamError)) throw error;
    return { unknown: error.message };
  }
}

/** Messages are stored in the order of their time: those before the first that is young enough are older. */
async function countOlder(js: JetStream, stream: ObservedStream, nanos: number): Promise<Answer> {
  const { state } = stream;
  if (state?.observedAt === undefined) return { unknown: "the server did not tell the time" };
  const { messages, firstSeq, lastSeq } = state;
  const [first, last] = [Number(firstSeq), Number(lastSeq)];
  if (!Number.isSafeInteger(last)) return { unknown: "its sequence numbers are too large" };
  const cutoff = new Date(moment(state.observedAt).getTime() - nanos / 1e6);
  const kept = await firstSince(js, stream.name, cutoff, first, last);
  const before = Math.max(0, (kept ?? last + 1) - first);
  const holes = last + 1 - first - messages;
  if (holes === 0 || before === 0) return { messages: before, certainty: "exactly" };
  if (kept === undefined) return { messages, certainty: "exactly" };
  if (holes > mostHoles) return { messages: Math.min(before, messages), certainty: "atMost" };
  const details = await js.request(`STREAM.INFO.${streamToken(stream.name)}`, {
    deleted_details: true,
  });
  const deleted = object(details["state"])["deleted"];
  const gone = (Array.isArray(deleted) ? deleted : []).filter(
    (seq) => number(seq as number) >= first && number(seq as number) < kept,
  );
  return { messages: before - gone.length, certainty: "exactly" };
}

async function countAbove(js: JetStream, name: string, limit: number): Promise<Amount> {
  const { counts, complete } = await subjectCounts(js, name, ">");
  const messages = counts.reduce((sum, each) => sum + Math.max(0, each - limit), 0);
  return { messages, certainty: complete ? "exactly" : "atLeast" };
}

/** How many messages there are on each subject that a filter matches; where it is not complete, of the first ones. */
export async function subjectCounts(
  js: JetStream,
  name: string,
  filter: string,
): Promise<{ readonly counts: readonly number[]; readonly complete: boolean }> {
  const counts: number[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const reply = await js.request(`STREAM.INFO.${streamToken(name)}`, {
      subjects_filter: filter,
      offset: counts.length,
    });
    const found = Object.values(object(object(reply["state"])["subjects"])).map(number);
    counts.push(...found);
    if (found.length === 0 || counts.length >= number(reply["total"])) {
      return { counts, complete: true };
    }
  }
  return { counts, complete: false };
}

async function countAcknowledged(js: JetStream, stream: ObservedStream): Promise<Answer> {
  const consumers = await everyConsumer(js, stream.name);
  if (consumers.length > mostReaders) {
    return { unknown: `it has ${consumers.length} consumers` };
  }
  const messages = stream.state?.messages ?? 0;
  const readers: Reader[] = [];
  for (const { config, state } of consumers) {
    const filters = filtersOf(config);
    const wanted = filters.includes(">") ? messages : await countMatching(js, stream.name, filters);
    if (wanted === undefined || !state) return { unknown: "it has too many subjects" };
    readers.push({
      filters,
      wanted,
      waiting: state.pending + state.ackPending,
      unacked: state.ackPending,
      fromTheStart: config["deliver_policy"] === "all",
    });
  }
  return acknowledgedByAll(messages, readers, js.server.version);
}

async function countMatching(
  js: JetStream,
  name: string,
  filters: readonly string[],
): Promise<number | undefined> {
  const found = await Promise.all(filters.map((filter) => subjectCounts(js, name, filter)));
  return found.every(({ complete }) => complete)
    ? found.flatMap(({ counts }) => counts).reduce((sum, each) => sum + each, 0)
    : undefined;
}

function filtersOf({ filter_subject: one, filter_subjects: several }: JsonObject): string[] {
  if (typeof one === "string" && one !== "") return [one];
  const texts = Array.isArray(several) ? several.filter((item) => typeof item === "string") : [];
  return texts.length > 0 ? texts : [">"];
}
