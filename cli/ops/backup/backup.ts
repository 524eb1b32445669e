import { join } from "node:path";
import { count, streamAsset } from "../../../domain/assets";
import { isDurable } from "../../../domain/migration/positions";
import { streamFromWire } from "../../../domain/stream/stream";
import { waitsFor } from "../../../domain/topology/order";
import { humanSize } from "../../../domain/units";
import { listConsumers } from "../../../jetstream/consumers";
import { JetStreamError } from "../../../jetstream/errors";
import { type ChosenStream, withStreams } from "../chosenStreams";
import { type ExitCode, exitCodes } from "../exitCodes";
import { findServers, type Selection } from "../servers";
import { answer, type Voice } from "../voice";
import { fileNameFor } from "./fileNameFor";
import {
  type BackedUpStream,
  fileProblem,
  makeFolder,
  readManifest,
  stateOf,
  writeManifest,
} from "./manifest";
import { type Progress, progressOf } from "./progress";
import { writeSnapshot } from "./snapshotFile";

/** What `backup` was asked for. */
export interface BackupRequest extends Selection {
  /** None: all that are declared, and with `unmanaged` all there are. */
  readonly streams: readonly string[];
  readonly unmanaged: boolean;
  /** The folder for the backup. */
  readonly folder: string;
  /** Whether the server reads every message and compares its checksum first. */
  readonly check: boolean;
}

/** What became of one stream. */
interface Outcome {
  readonly name: string;
  readonly taken?: BackedUpStream;
  /** It was in the folder already, whole. */
  readonly there?: BackedUpStream;
  /** Whether messages came or went since that was taken. */
  readonly changedSince?: boolean;
  readonly failed?: string;
}

/**
 * `nats-stack backup`: streams with configuration, messages and consumers, a file each, and a manifest with checksums. What
 * is in the folder already, whole, is not taken again.
 *
 * @throws Mistake where the choice or the folder is wrong
 */
export async function backup(request: BackupRequest, voice: Voice): Promise<ExitCode> {
  const { streams, unmanaged, folder } = request;
  const servers = await findServers(request);
  const choice = { streams, all: streams.length === 0, unmanaged, reads: true };
  return withStreams(servers, choice, async (chosen) => {
    await makeFolder(folder);
    const total = chosen.reduce((sum, { stream }) => sum + (stream.state?.bytes ?? 0), 0);
    const progress = progressOf(voice, total);
    const outcomes: Outcome[] = [];
    try {
      for (const one of copiesFirst(chosen)) outcomes.push(await take(one, request, progress));
    } finally {
      progress.end();
    }
    const failed = outcomes.some((one) => one.failed !== undefined);
    const code = failed ? exitCodes.differs : exitCodes.fine;
    answer(voice, { ok: !failed, folder, streams: outcomes.map(documentOf) }, () =>
      [...outcomes.map(line), ...(outcomes.length === 0 ? ["no streams"] : [])].join("\n"),
    );
    return code;
  });
}

/**
 * A copy that is taken after its origin may be ahead of it. Once both are restored, it would take the next messages of that for
 * messages it has.
 */
function copiesFirst(chosen: readonly ChosenStream[]): readonly ChosenStream[] {
  const streams = chosen.map(({ stream: { name, config } }) => ({
    name,
    config: streamFromWire(config, []),
  }));
  const waits = waitsFor(streams, []);
  const depth = (name: string): number =>
    Math.max(0, ...(waits.get(name) ?? []).map((origin) => depth(origin) + 1));
  return [...chosen].sort((a, b) => depth(b.stream.name) - depth(a.stream.name));
}

/** One stream that cannot be taken does not keep the others from it. */
async function take(
  one: ChosenStream,
  request: BackupRequest,
  progress: Progress,
): Promise<Outcome> {
  const { stream } = one;
  const { name } = stream;
  progress.at(name);
  const manifest = (await readManifest(request.folder)) ?? { format: 1, streams: [] };
  const known = manifest.streams.find((entry) => entry.name === name);
  if (known && (await fileProblem(request.folder, known)) === undefined) {
    progress.add(stream.state?.bytes ?? 0);
    const changedSince =
      known.created !== stream.created || stateOf(known).lastSeq !== stream.state?.lastSeq;
    return { name, there: known, changedSince };
  }
  try {
    const taken = await snapshot(one, request, manifest.streams, progress);
    const others = manifest.streams.filter((entry) => entry.name !== name);
    await writeManifest(request.folder, { format: 1, streams: [...others, taken] });
    return { name, taken };
  } catch (error) {
    if (!(error instanceof JetStreamError)) throw error;
    return { name, failed: error.message };
  }
}

async function snapshot(
  { js, stream }: ChosenStream,
  { folder, check }: BackupRequest,
  others: readonly BackedUpStream[],
  progress: Progress,
): Promise<BackedUpStream> {
  const { name, created } = stream;
  const expected = stream.state?.bytes ?? 0;
  const file = fileNameFor(name, others);
  const { consumers: all } = await listConsumers(js, name);
  const consumers = all.filter(isDurable).map((one) => one.name);
  const takenAt = new Date().toISOString();
  // what is sent is compressed: the bar must not overtake, and catches up at the end
  let shown = 0;
  const received = (bytes: number): void => {
    const step = Math.min(bytes, expected - shown);
    shown += step;
    progress.add(step);
  };
  const { bytes, sha256, config, state } = await writeSnapshot(js, name, join(folder, file), {
    check,
    received,
  });
  progress.add(expected - shown);
  const what = { name, file, bytes, sha256, takenAt, server: js.server.version, created };
  return { ...what, config, state, consumers };
}

function line({ name, taken, there, changedSince, failed }: Outcome): string {
  const asset = streamAsset(name);
  if (failed !== undefined) return failed.startsWith(asset) ? failed : `${asset}: ${failed}`;
  if (there) {
    const since =
      changedSince === true ? "; it has changed since: take it anew into another folder" : "";
    return `${asset}: is there already, taken at ${there.takenAt}${since}`;
  }
  return `${asset}: ${taken ? contents(taken) : ""}`;
}

const contents = (stream: BackedUpStream): string =>
  `${count(stateOf(stream).messages, "message")} and ${count(stream.consumers.length, "consumer")} (${humanSize(stream.bytes)})`;

function documentOf({ name, taken, there, changedSince, failed }: Outcome): object {
  const entry = taken ?? there;
  return {
    name,
    ...(entry && {
      ...{ file: entry.file, bytes: entry.bytes, sha256: entry.sha256, takenAt: entry.takenAt },
      messages: stateOf(entry).messages,
      consumers: entry.consumers,
    }),
    ...(entry && { taken: taken !== undefined }),
    ...(changedSince !== undefined && { changedSince }),
    ...(failed !== undefined && { failed }),
  };
}
