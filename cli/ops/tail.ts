import { streamAsset } from "../../domain/assets";
import { didYouMean } from "../../domain/names";
import type { ObservedStream } from "../../domain/observed";
import { subjectProblem } from "../../domain/subject";
import type { JetStream } from "../../jetstream/connection";
import type { StoredMessage } from "../../jetstream/storedMessages";
import { listStreams, observeStream } from "../../jetstream/streams";
import { followMessages, lastMessages } from "../../jetstream/tail";
import { Mistake } from "../mistake";
import { serverOfStream } from "./choose";
import { type ExitCode, exitCodes } from "./exitCodes";
import { messageDocument, messageText } from "./messageText";
import { findServers, type Selection, withServer } from "./servers";
import type { Voice } from "./voice";

/** What `tail` was asked for. */
export interface TailRequest extends Selection {
  readonly stream: string;
  /** How many of the newest messages to begin with. */
  readonly last: number;
  /** Only messages of this subject; may hold wildcards. */
  readonly subject?: string;
  /** Whether to wait for what comes, until it is interrupted. */
  readonly follow: boolean;
}

/**
 * `nats-stack tail`: the newest messages of a stream, and those that come. Changes nothing on the server.
 *
 * @throws Mistake where there is no such stream, or it is not clear where
 */
export async function tail(request: TailRequest, voice: Voice): Promise<ExitCode> {
  const { stream: name, subject, last: count, follow } = request;
  const problem = subject === undefined ? undefined : subjectProblem(subject);
  if (problem !== undefined) throw new Mistake(`--subject: ${problem}`);
  const server = serverOfStream((await findServers(request)).servers, name, "tail");
  await withServer(server, 0, async (js) => {
    const stream = await existing(js, name);
    const [from, to] = [Number(stream.state?.firstSeq ?? 1), Number(stream.state?.lastSeq ?? 0)];
    const which = subject === undefined ? {} : { subject };
    const messages = await lastMessages(js, name, { from, to, ...which }, count);
    for (const message of messages) tell(message, voice);
    if (!follow) {
      if (messages.length === 0) voice.remark(`${streamAsset(name)}: nothing to show`);
      return;
    }
    const isRead = untilUnread();
    for await (const message of followMessages(js, stream, { from: to + 1, ...which })) {
      if (!isRead()) break;
      tell(message, voice);
    }
  });
  return exitCodes.fine;
}

/** @returns whether anybody reads on, as far as the last line has shown: `| head` ends before this does */
function untilUnread(): () => boolean {
  let read = true;
  process.stdout.once("error", () => {
    read = false;
  });
  return () => read;
}

function tell(message: StoredMessage, { json, say, screen }: Voice): void {
  say(json ? JSON.stringify(messageDocument(message)) : messageText(message, screen.colour));
}

/** @throws Mistake that names the nearest stream there is */
async function existing(js: JetStream, name: string): Promise<ObservedStream> {
  const found = await observeStream(js, name);
  if (found) return found;
  const { streams } = await listStreams(js).catch(() => ({ streams: [] }));
  const there = streams.map((stream) => stream.name);
  throw new Mistake(`${streamAsset(name)}: is not on the server${didYouMean(name, there)}`);
}
