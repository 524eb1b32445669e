import { count, streamAsset } from "../../../domain/assets";
import type { ObservedStream } from "../../../domain/observed";
import { JetStreamError } from "../../../jetstream/errors";
import { deleteEmpty } from "../../../jetstream/deleteEmpty";
import { doublesSources, resumeSources, withoutSources } from "../../../jetstream/resumeSources";
import { restoreStream } from "../../../jetstream/restore";
import type { JetStream } from "../../../jetstream/connection";
import { Mistake } from "../../mistake";
import { serverOfStream } from "../choose";
import { type ExitCode, exitCodes } from "../exitCodes";
import { findServers, type Selection, type Server, withServers } from "../servers";
import { answer, type Voice } from "../voice";
import { type BackedUpStream, fileProblem, readManifest } from "./manifest";
import { findObstacles } from "./obstacles";
import { type Progress, progressOf } from "./progress";
import { chosenEntries, type Restoration, restorationOf, type RestoreChoice } from "./restorePlan";
import { readPieces } from "./snapshotFile";
import { markConsumers, sourceNotes, type Verified, verifyRestored } from "./verifyRestored";

/** What `restore` was asked for. */
export interface RestoreRequest extends Selection, RestoreChoice {
  /** The folder that a backup was written into. */
  readonly folder: string;
}

/** One stream on its way back. */
interface Work {
  readonly js: JetStream;
  readonly server: Server;
  readonly restoration: Restoration;
  /** The empty stream of that name, which goes first. */
  readonly replaced?: ObservedStream;
}

/** What became of it. */
interface Outcome extends Partial<Verified> {
  readonly failed?: string;
  readonly messages?: number;
}

/** The most of a file that is sent at once, in bytes. */
const pieceBytes = 131_072;

/**
 * `nats-stack restore`: makes streams again from a backup, and compares them with it. A stream that exists is never
 * touched, but for an empty one where that was asked for. Nothing is begun before all files and names are found right.
 *
 * @throws Mistake with everything that stands against it
 */
export async function restore(request: RestoreRequest, voice: Voice): Promise<ExitCode> {
  const { folder } = request;
  const manifest = await readManifest(folder);
  if (!manifest)
    throw new Mistake(`"${folder}": holds no backup; name the folder that "backup" wrote`);
  const entries = chosenEntries(manifest, request);
  const { servers } = await findServers(request);
  const places = entries.map((entry) =>
    serverOfStream(servers, request.as ?? entry.name, "restore"),
  );
  const needed = [...new Set(places)];
  return withServers(needed, async (connections) => {
    const works = entries.flatMap((entry, at): readonly Work[] => {
      const server = places[at];
      const js = server && connections[needed.indexOf(server)];
      return server && js
        ? [{ js, server, restoration: restorationOf(entry, request, server) }]
        : [];
    });
    const progress = progressOf(voice, 2 * sum(entries));
    try {
      const wrong = await fileProblems(works, folder, progress);
      const { ready, problems } = await lookAtServers(works, request);
      if (wrong.length + problems.length > 0) throw new Mistake([...wrong, ...problems].join("\n"));
      return await restoreAll(ready, folder, progress, voice);
    } finally {
      progress.end();
    }
  });
}

const sum = (entries: readonly BackedUpStream[]): number =>
  entries.reduce((total, { bytes }) => total + bytes, 0);

/** @returns which files are not what was written */
async function fileProblems(
  works: readonly Work[],
  folder: string,
  progress: Progress,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { restoration } of works) {
    progress.at(`checking ${restoration.entry.name}`);
    const problem = await fileProblem(folder, restoration.entry, (bytes) => {
      progress.add(bytes);
    });
    if (problem !== undefined) problems.push(`${streamAsset(restoration.entry.name)}: ${problem}`);
  }
  return problems;
}

/** @returns what stands against it on the servers, and the same with the empty streams that they replace */
async function lookAtServers(
  works: readonly Work[],
  { replaceEmpty }: RestoreRequest,
): Promise<{ readonly ready: readonly Work[]; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  const replaced = new Map<Work, ObservedStream>();
  for (const js of new Set(works.map((work) => work.js))) {
    const here = works.filter((work) => work.js === js);
    const restorations = here.map(({ restoration }) => restoration);
    const found = await findObstacles(js, restorations, replaceEmpty);
    problems.push(...found.problems);
    for (const work of here) {
      const there = found.empty.find(({ name }) => name === work.restoration.name);
      if (there) replaced.set(work, there);
    }
  }
  const ready = works.map((work) => {
    const there = replaced.get(work);
    return there ? { ...work, replaced: there } : work;
  });
  return { ready, problems };
}

/** Empty streams go before any comes back: those that copy would begin to copy what has come back. */
async function restoreAll(
  works: readonly Work[],
  folder: string,
  progress: Progress,
  voice: Voice,
): Promise<ExitCode> {
  const stuck = new Map<Work, Outcome>();
  for (const work of works) {
    const failed = await clear(work);
    if (failed !== undefined) stuck.set(work, { failed });
  }
  const outcomes: Outcome[] = [];
  for (const work of works) {
    outcomes.push(stuck.get(work) ?? (await restoreOne(work, folder, progress)));
  }
  progress.end();
  const isWhole = ({ failed, faults = [] }: Outcome): boolean =>
    failed === undefined && faults.length === 0;
  const ok = outcomes.every(isWhole);
  answer(voice, documentOf(works, outcomes, ok), () =>
    works.flatMap((work, at) => lines(work, outcomes[at] ?? {})).join("\n"),
  );
  return ok ? exitCodes.fine : exitCodes.differs;
}

/** @returns why the place of a stream is not free; undefined where it is */
async function clear({ js, restoration, replaced }: Work): Promise<string | undefined> {
  const asset = streamAsset(restoration.name);
  try {
    return replaced === undefined || (await deleteEmpty(js, replaced))
      ? undefined
      : `${asset}: was not restored: it got messages meanwhile, and stays as it is; stop who publishes to it, and run again`;
  } catch (error) {
    if (!(error instanceof JetStreamError)) throw error;
    return error.message;
  }
}

/** One that fails does not keep the others from coming back. */
async function restoreOne(
  { js, restoration }: Work,
  folder: string,
  progress: Progress,
): Promise<Outcome> {
  const { entry, name, config } = restoration;
  progress.at(name);
  try {
    const most = Math.min(pieceBytes, js.server.maxPayloadBytes);
    const pieces = counted(readPieces(folder, entry.file, most), progress);
    const apart = doublesSources(js, config);
    const body = apart ? withoutSources(config) : config;
    const stream = await restoreStream(js, name, { config: body, state: entry.state }, pieces);
    const verified = await verifyRestored(js, restoration, stream);
    const notes = apart ? sourceNotes(await resumeSources(js, stream, config)) : [];
    await markConsumers(js, restoration);
    const messages = stream.state?.messages ?? 0;
    return { ...verified, notes: [...verified.notes, ...notes], messages };
  } catch (error) {
    if (!(error instanceof JetStreamError)) throw error;
    return { failed: error.message };
  }
}

async function* counted(
  pieces: AsyncIterable<Uint8Array>,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    yield piece;
    progress.add(piece.length);
  }
}

function lines({ restoration }: Work, outcome: Outcome): readonly string[] {
  const { entry, name } = restoration;
  const asset = streamAsset(name);
  const { failed, faults = [], notes = [], messages = 0 } = outcome;
  if (failed !== undefined) return [failed];
  const what = `${count(messages, "message")} and ${count(entry.consumers.length, "consumer")}`;
  return [
    faults.length === 0 ? `${asset}: restored, ${what}` : `${asset}: restored, and not whole:`,
    ...faults.map((fault) => `  ${fault}`),
    ...notes.map((note) => `  note: ${note}`),
  ];
}

const documentOf = (works: readonly Work[], outcomes: readonly Outcome[], ok: boolean): object => ({
  ok,
  streams: works.map(({ server, restoration: { entry, name } }, at) => ({
    ...{ name, from: entry.name, server: server.name, takenAt: entry.takenAt },
    consumers: entry.consumers,
    ...outcomes[at],
  })),
});
