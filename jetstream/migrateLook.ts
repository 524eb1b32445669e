import type { ObservedStream, WireConfig } from "../domain/observed";
import {
  copyName,
  copiedFor,
  holdName,
  type MigrationMark,
  migrationMark,
} from "../domain/migration/marks";
import { type Method, methodFor } from "../domain/migration/method";
import { type Situation, standOf } from "../domain/migration/nextStep";
import { lastingChanges } from "../domain/migration/wanted";
import { withCopy } from "../domain/migration/underWay";
import { streamNameProblem } from "../domain/names";
import type { ServerFacts } from "../domain/server";
import type { JetStream } from "./connection";
import { observeConsumer } from "./consumers";
import { MigrationStopped } from "./errors";
import { deleteStream, observeStream } from "./streams";

/** One migration as long as this process works on it. */
export interface Run {
  readonly js: JetStream;
  /** The stream that is migrated. */
  readonly stream: string;
  /** Complete config that it shall have. */
  readonly wanted: WireConfig;
  readonly facts: ServerFacts;
  /** Says one line to people. */
  readonly say: (line: string) => void;
  /** The last sequence up to which the copying stream was compared; absent: not in this run, or not since the last swap. */
  compared?: number;
}

/** The two streams of a migration as they are now. */
export interface Seen {
  readonly live?: ObservedStream;
  readonly copy?: ObservedStream;
  readonly situation: Situation;
}

/** Looks at everything that decides what comes next. */
export async function look(run: Run): Promise<Seen> {
  const { js, stream } = run;
  const [live, copy] = await Promise.all([
    observeStream(js, stream),
    observeStream(js, copyName(stream)),
  ]);
  if (copy && copiedFor(copy.config) !== stream) {
    throw new MigrationStopped(
      `stream "${stream}": a stream "${copy.name}" exists that is none of its migration; rename or delete it, then run again`,
    );
  }
  const held =
    markOf(live)?.role === "origin" && (await observeConsumer(js, stream, holdName)) !== undefined;
  return {
    ...(live && { live }),
    ...(copy && { copy }),
    situation: situationOf(run, held, live, copy),
  };
}

function situationOf(
  { stream, wanted, facts, compared }: Run,
  held: boolean,
  live: ObservedStream | undefined,
  copy: ObservedStream | undefined,
): Situation {
  const lasting = live ? lastingChanges(stream, wanted, live, facts) : [];
  return {
    ...(live && { live: standOf(stream, live) }),
    ...(copy && { copy: standOf(stream, copy) }),
    wanted: lasting.length > 0,
    fits: lasting.length === 0,
    held,
    followed: compared !== undefined,
  };
}

/** @returns the stream as it is now, with the one in between where it is being migrated; undefined where neither is */
export async function observeMigrating(
  js: JetStream,
  stream: string,
): Promise<ObservedStream | undefined> {
  const between = copyName(stream);
  const [live, copy] = await Promise.all([
    observeStream(js, stream),
    streamNameProblem(between) === undefined ? observeStream(js, between) : undefined,
  ]);
  return withCopy(stream, live, copy ? [copy] : []);
}

/** Deletes a stream that {@link observeMigrating} has just found, and what a migration of it has left. */
export async function deleteWithCopy(js: JetStream, { name, copy }: ObservedStream): Promise<void> {
  await deleteStream(js, name);
  if (copy) await deleteStream(js, copy.name);
}

/** @returns the mark of a stream that is there and has one */
export const markOf = (stream: ObservedStream | undefined): MigrationMark | undefined =>
  stream && migrationMark(stream.config);

/** @returns how a stream takes its messages: as it was made where it is copying already */
export const methodOf = ({ wanted, facts }: Run, copying?: ObservedStream): Method =>
  markOf(copying)?.method ?? methodFor(wanted, facts);

/** @returns what has to be there for a step; another step would have been decided on without it */
export function there(stream: ObservedStream | undefined, name: string): ObservedStream {
  if (stream) return stream;
  throw new MigrationStopped(`stream "${name}": somebody deleted it meanwhile; run again`);
}
