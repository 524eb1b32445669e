import { setTimeout as pause } from "node:timers/promises";
import { consumerAsset, streamAsset } from "../../domain/assets";
import { unsettled } from "../../domain/verify/peers";
import type { JetStream } from "../../jetstream/connection";
import { observeConsumer } from "../../jetstream/consumers";
import { JetStreamError } from "../../jetstream/errors";
import { observeStream } from "../../jetstream/streams";
import { mayPass } from "../../targets/patience";
import { Mistake } from "../mistake";
import { onlyServer } from "./choose";
import { type ExitCode, exitCodes } from "./exitCodes";
import { findServers, type Selection, withServer } from "./servers";
import { answer, type Voice } from "./voice";

/** What `wait` waits for. */
export interface WaitRequest extends Selection {
  readonly streams: readonly string[];
  /** "stream/consumer". */
  readonly consumers: readonly string[];
  readonly timeoutMillis: number;
}

/** Something to wait for. */
interface Wanted {
  readonly asset: string;
  /** @returns what is still lacking, in words; undefined where it is there and led */
  readonly lacks: (js: JetStream) => Promise<string | undefined>;
}

const lookAgainMillis = 500;

/**
 * `nats-stack wait`: until streams and consumers are there, for programs that must not start without them. Needs only
 * leave to look at them.
 *
 * @throws Mistake where nothing is asked for
 */
export async function wait(request: WaitRequest, voice: Voice): Promise<ExitCode> {
  const wanted = [...request.streams.map(streamWanted), ...request.consumers.map(consumerWanted)];
  if (wanted.length === 0) {
    throw new Mistake("wait: name what to wait for with --stream NAME or --consumer STREAM/NAME");
  }
  const server = onlyServer((await findServers(request)).servers, "wait");
  const end = Date.now() + request.timeoutMillis;
  const lacking = await withServer(server, request.timeoutMillis, (js) =>
    untilThere(js, wanted, end, voice),
  );
  const there = wanted.map(({ asset }) => asset);
  answer(voice, { ok: lacking.length === 0, waitedFor: there, lacking }, () =>
    lacking.length === 0
      ? `${there.join(", ")}: there`
      : lacking.map(({ asset, text }) => `${asset}: ${text}`).join("\n"),
  );
  return lacking.length === 0 ? exitCodes.fine : exitCodes.differs;
}

interface Lack {
  readonly asset: string;
  readonly text: string;
}

async function untilThere(
  js: JetStream,
  wanted: readonly Wanted[],
  end: number,
  { remark }: Voice,
): Promise<readonly Lack[]> {
  for (let told = ""; ;) {
    const lacking = await lacksOf(js, wanted, end);
    if (lacking.length === 0 || Date.now() >= end) return lacking;
    const now = lacking.map(({ asset, text }) => `${asset} ${text}`).join(", ");
    if (now !== told) remark(`waiting: ${now}`);
    told = now;
    await pause(lookAgainMillis);
  }
}

async function lacksOf(
  js: JetStream,
  wanted: readonly Wanted[],
  end: number,
): Promise<readonly Lack[]> {
  const answers = await Promise.all(
    wanted.map(async ({ asset, lacks }) => ({ asset, text: await lacking(() => lacks(js), end) })),
  );
  return answers.flatMap(({ asset, text }) => (text === undefined ? [] : [{ asset, text }]));
}

/** A server that has no leader for the moment, or that restarts, is waited for as well. */
async function lacking(
  ask: () => Promise<string | undefined>,
  end: number,
): Promise<string | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof JetStreamError) || !mayPass(error, true) || Date.now() >= end)
      throw error;
    return error.message;
  }
}

const streamWanted = (name: string): Wanted => ({
  asset: streamAsset(name),
  lacks: async (js) => stateOf(await observeStream(js, name)),
});

function consumerWanted(path: string): Wanted {
  const [stream, name, ...rest] = path.split("/");
  if (!stream || !name || rest.length > 0) {
    throw new Mistake(
      `--consumer: got "${path}"; write the stream, a slash and the consumer, such as "ORDERS/billing"`,
    );
  }
  return {
    asset: consumerAsset(stream, name),
    lacks: async (js) => stateOf(await observeConsumer(js, stream, name)),
  };
}

function stateOf(
  found: { readonly peers?: Parameters<typeof unsettled>[0] } | undefined,
): string | undefined {
  if (found === undefined) return "is not there";
  return found.peers !== undefined && found.peers.leader === undefined
    ? "has no leader"
    : undefined;
}
