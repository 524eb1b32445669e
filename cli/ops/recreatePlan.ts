import { consumerAsset, streamAsset } from "../../domain/assets";
import { consumerToWire } from "../../domain/consumer/consumer";
import type { StreamDeclaration } from "../../domain/declare";
import { ownerOf } from "../../domain/ownership";
import { type LiveServer, planAll } from "../../domain/plan/plan";
import { problemLines } from "../../domain/problem";
import { streamFromWire, streamToWire } from "../../domain/stream/stream";
import { originsOf } from "../../domain/topology/flows";
import { waitsFor } from "../../domain/topology/order";
import { observe } from "../../jetstream/observeAll";
import type { StreamToMake } from "../../jetstream/recreate";
import { Mistake } from "../mistake";
import type { ChosenStream } from "./chosenStreams";
import type { Servers } from "./servers";

/** One stream to be made anew. */
export interface Recreation extends ChosenStream {
  readonly declaration: StreamDeclaration;
  readonly wanted: StreamToMake;
  /** Names of its consumers that are not declared, and so do not come back. */
  readonly strays: readonly string[];
  /** Streams that copy from it and stay as they are. */
  readonly copies: readonly string[];
}

/**
 * Finds out what it means to make streams anew, those first that others copy from.
 *
 * @throws Mistake where one of them could not be created once it is deleted, or is none of this stack yet
 */
export async function planRecreation(
  chosen: readonly ChosenStream[],
  servers: Servers,
): Promise<readonly Recreation[]> {
  const lives = new Map<ChosenStream["js"], LiveServer>();
  for (const { js } of chosen) {
    if (!lives.has(js)) lives.set(js, await observe(js, { consumersOf: () => true }));
  }
  const found = chosen.map((one) => recreationOf(one, chosen, lives));
  const problems = [
    ...found.filter((one) => typeof one === "string"),
    ...[...lives].flatMap(([js, live]) =>
      refusals(
        chosen.filter((one) => one.js === js),
        live,
        servers,
      ),
    ),
  ];
  if (problems.length > 0) throw new Mistake(problems.join("\n"));
  return ordered(found.filter((one) => typeof one !== "string"));
}

function recreationOf(
  one: ChosenStream,
  chosen: readonly ChosenStream[],
  lives: ReadonlyMap<ChosenStream["js"], LiveServer>,
): Recreation | string {
  const { server, js, stream } = one;
  const asset = streamAsset(stream.name);
  const declaration = server.systems
    .flatMap(({ streams }) => streams)
    .find(({ name }) => name === stream.name);
  if (!declaration) return `${asset}: is a bucket; empty it with purge`;
  if (ownerOf(stream.config) === undefined) {
    return `${asset}: was not deployed by this stack yet; run \`pulumi up\`, which adopts it, first`;
  }
  const live = lives.get(js);
  return {
    ...one,
    declaration,
    wanted: wantedOf(declaration),
    strays: live ? straysOf(declaration, live) : [],
    copies: live ? copiesOf(stream.name, chosen, live) : [],
  };
}

function straysOf({ name, consumers }: StreamDeclaration, live: LiveServer): readonly string[] {
  const declared = new Set(consumers.map((consumer) => consumer.name));
  return live.consumers
    .filter((consumer) => consumer.stream === name && !declared.has(consumer.name))
    .map((consumer) => consumer.name);
}

const copiesOf = (
  stream: string,
  chosen: readonly ChosenStream[],
  live: LiveServer,
): readonly string[] =>
  live.streams
    .filter(({ name }) => chosen.every((each) => each.stream.name !== name))
    .filter(({ config }) =>
      originsOf(streamFromWire(config, [])).some(({ name }) => name === stream),
    )
    .map(({ name }) => name);

const wantedOf = ({ name, config, policy, consumers }: StreamDeclaration): StreamToMake => ({
  wire: streamToWire(name, config),
  policy,
  consumers: consumers.map((consumer) => ({
    name: consumer.name,
    wire: consumerToWire(consumer.name, consumer.config),
  })),
});

/** What a plan says of these streams as if they were gone: what would stand against creating them. */
function refusals(
  chosen: readonly ChosenStream[],
  live: LiveServer,
  { project, stack = "" }: Servers,
): readonly string[] {
  const names = new Set(chosen.map(({ stream }) => stream.name));
  const without: LiveServer = {
    ...live,
    streams: live.streams.filter(({ name }) => !names.has(name)),
    consumers: live.consumers.filter(({ stream }) => !names.has(stream)),
  };
  const systems = chosen[0]?.server.systems ?? [];
  const plan = planAll({ project, stack, systems }, without);
  const assets = new Set(
    systems
      .flatMap(({ streams }) => streams)
      .filter(({ name }) => names.has(name))
      .flatMap(({ name, consumers }) => [
        streamAsset(name),
        ...consumers.map((consumer) => consumerAsset(name, consumer.name)),
      ]),
  );
  return [
    ...problemLines(plan.problems),
    ...plan.refusals.filter(({ asset }) => assets.has(asset)).map(({ sentence }) => sentence),
  ];
}

/** A copy goes on behind the sequence it has: of a new origin it misses as many messages (seen on 2.10 to 2.15). */
function ordered(all: readonly Recreation[]): readonly Recreation[] {
  const waits = waitsFor(
    all.map(({ declaration }) => declaration),
    [],
  );
  const done = new Map<string, Recreation>();
  const add = (one: Recreation): void => {
    for (const first of waits.get(one.stream.name) ?? []) {
      const origin = all.find(({ stream }) => stream.name === first);
      if (origin && !done.has(first)) add(origin);
    }
    done.set(one.stream.name, one);
  };
  all.forEach(add);
  return [...done.values()];
}
