import { setTimeout as pause } from "node:timers/promises";
import Table from "cli-table3";
import { createColors } from "picocolors";
import type { ObservedConsumer, ObservedStream, Peers } from "../../domain/observed";
import { belongsTo, ownerOf } from "../../domain/ownership";
import { humanSize } from "../../domain/units";
import { closenessOf, usageOf } from "../../domain/usage";
import type { AccountShare } from "../../domain/verify/account";
import { unsettled } from "../../domain/verify/peers";
import { readShares } from "../../jetstream/account";
import { observe } from "../../jetstream/observeAll";
import { noLines, streamTable } from "../streamTable";
import { type ExitCode, exitCodes } from "./exitCodes";
import { isForPeople } from "./failure";
import { findServers, type Selection, type Server, type Servers, withServer } from "./servers";
import { answer, type Voice } from "./voice";

/** What `status` was asked for. */
export interface StatusRequest extends Selection {
  /** Shows it anew every two seconds, in place, until it is interrupted. */
  readonly watch: boolean;
}

/** What one server holds now. */
interface Status {
  readonly server: string;
  readonly version?: string;
  readonly streams: readonly ObservedStream[];
  readonly consumers: readonly ObservedConsumer[];
  /** Streams that the server names and cannot describe now. */
  readonly missing: readonly string[];
  readonly missingConsumers: readonly Pick<ObservedConsumer, "stream" | "name">[];
  readonly account: readonly AccountShare[];
  /** Why nothing is known. */
  readonly error?: string;
}

const watchMillis = 2000;

/**
 * `nats-stack status`: what the servers hold, and how much room is left.
 *
 * @throws Mistake
 */
export async function status(request: StatusRequest, voice: Voice): Promise<ExitCode> {
  const found = await findServers(request);
  for (;;) {
    const all = await Promise.all(found.servers.map(statusOf));
    if (request.watch) voice.say("\u001b[H\u001b[2J");
    answer(voice, documentOf(all, found), () =>
      all.map((one) => text(one, found, voice)).join("\n\n"),
    );
    if (!request.watch) {
      return all.some(({ error }) => error !== undefined) ? exitCodes.trouble : exitCodes.fine;
    }
    await pause(watchMillis);
  }
}

async function statusOf(server: Server): Promise<Status> {
  try {
    return await withServer(server, 0, async (js) => {
      const [live, account] = await Promise.all([
        observe(js, { consumersOf: () => true }),
        readShares(js),
      ]);
      const { streams, consumers, missing, missingConsumers = [] } = live;
      return {
        server: server.name,
        version: js.server.version,
        streams,
        consumers,
        missing,
        missingConsumers,
        account,
      };
    });
  } catch (error) {
    if (!isForPeople(error)) throw error;
    const nothing = { streams: [], consumers: [], missing: [], missingConsumers: [], account: [] };
    return { server: server.name, ...nothing, error: error.message };
  }
}

const isManaged = (config: ObservedStream["config"], { project, stack }: Servers): boolean =>
  belongsTo(ownerOf(config) ?? "", project, stack ?? "");

const documentOf = (all: readonly Status[], servers: Servers): object => ({
  ...(servers.stack !== undefined && { stack: servers.stack }),
  servers: all.map(({ streams, consumers, ...rest }) => ({
    ...rest,
    streams: streams.map((stream) => ({
      name: stream.name,
      managed: isManaged(stream.config, servers),
      ...stream.state,
      usage: usageOf(stream, Date.now()),
      ...(stream.peers && { peers: stream.peers }),
    })),
    consumers: consumers.map(({ stream, name, config, state, peers }) => ({
      stream,
      name,
      managed: isManaged(config, servers),
      ...state,
      ...(peers && { peers }),
    })),
  })),
});

function text(one: Status, { project, stack }: Servers, { screen }: Voice): string {
  const { bold, red } = createColors(screen.colour);
  if (one.error !== undefined) return `${bold(one.server)}: ${red("not reached")}: ${one.error}`;
  const owner = { project, stack: stack ?? "" };
  const look = { ...screen, now: Date.now(), owner };
  return [
    `${bold(one.server)} (nats-server ${one.version ?? ""})`,
    ...(one.streams.length > 0 ? ["", streamTable(one.streams, look)] : ["no streams"]),
    ...(one.consumers.length > 0 ? ["", consumerTable(one.consumers, screen.colour)] : []),
    ...troubles(one).map((line) => red(line)),
    ...one.account.map((share) => accountLine(share, screen.colour)),
  ].join("\n");
}

const consumerHeads = ["consumer", "stream", "pending", "unacked", "redelivered", "waiting"];

function consumerTable(consumers: readonly ObservedConsumer[], colour: boolean): string {
  const { dim } = createColors(colour);
  const table = new Table({
    head: consumerHeads.map((head) => dim(head)),
    colAligns: consumerHeads.map((_, column) => (column < 2 ? "left" : "right")),
    chars: noLines,
    style: { head: [], border: [] },
  });
  for (const { name, stream, state } of consumers) {
    const numbers = [state?.pending, state?.ackPending, state?.redelivered, state?.waiting];
    table.push([name, stream, ...numbers.map((number) => String(number ?? "-"))]);
  }
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function troubles(one: Status): readonly string[] {
  const { streams, consumers, missing, missingConsumers } = one;
  const silent = [
    ...missing.map((name) => `stream "${name}"`),
    ...missingConsumers.map(({ stream, name }) => `consumer "${stream}/${name}"`),
  ];
  const told = (name: string, peers: Peers | undefined): readonly string[] =>
    unsettled(peers).map((words) => `${name} ${words}`);
  return [
    ...silent.map((name) => `${name} does not answer: none of its servers leads it`),
    ...streams.flatMap(({ name, peers }) => told(`stream "${name}"`, peers)),
    ...consumers.flatMap(({ stream, name, peers }) => told(`consumer "${stream}/${name}"`, peers)),
  ];
}

function accountLine({ what, used, limit, tier }: AccountShare, colour: boolean): string {
  const { red, yellow } = createColors(colour);
  const size = what === "memory" || what === "storage" ? humanSize : String;
  const paint = { far: String, close: yellow, full: red }[closenessOf(used / limit)];
  const share = paint(`${Math.floor((used / limit) * 100)} %`);
  return `account${tier === undefined ? "" : `, tier ${tier}`}: ${what} ${size(used)} of ${size(limit)} (${share})`;
}
