import { consumerAsset, streamAsset } from "../assets";
import { comingDeletes } from "./comingDeletes";
import { validateConsumer } from "../consumer/consumer";
import type { ConsumerDeclaration, StreamDeclaration } from "../declare";
import type { LiveServer } from "./live";
import { circularRefusal, type Move, moveNote, orderMoves, subjectMoves } from "./moves";
import type { Note } from "./note";
import { type Planned, planStream } from "./planDecisions";
import { type Counts, summaryOf, tally } from "./planSummary";
import type { Problem } from "../problem";
import { validateStream } from "../stream/stream";
import { deployedBy, findOutsiders } from "./strangers";
import { checkTopology } from "../topology/topology";
import { topologyNotes } from "../topology/topologyNotes";

export type { LiveServer } from "./live";
export type { Move } from "./moves";
export type { Note, NoteKind } from "./note";
export type { Counts, Tally } from "./planSummary";

/** Everything that one stack declares in one account. */
export interface Declaration {
  readonly project: string;
  readonly stack: string;
  readonly systems: readonly { readonly streams: readonly StreamDeclaration[] }[];
}

/** What will not be done, and why. */
export interface Refusal {
  readonly asset: string;
  /** Complete: the asset in front, the way out at the end. */
  readonly sentence: string;
}

/** What a deployment will do, said before anything is done. */
export interface Plan {
  /** Mistakes in the declaration itself, all of them. */
  readonly problems: readonly Problem[];
  /** What stands against it on this server, all of it. */
  readonly refusals: readonly Refusal[];
  readonly notes: readonly Note[];
  /** Orders that the resources have to keep; without circles. */
  readonly moves: readonly Move[];
  readonly counts: Counts;
  /** One line: "19 streams: 14 to create, 5 unchanged; 5 consumers: 5 to create". */
  readonly summary: string;
}

const offline: Note = {
  asset: "server",
  kind: "unchecked",
  text: "did not answer, so only the declaration itself was checked; not checked: what exists already and whose it is, what changes, what would be deleted, whether other streams hold the same subjects, and the limits of server and account",
};

/**
 * Plans all that a stack declares in one account.
 *
 * @param live what the account holds; absent where no server answered, then only what needs none is checked
 */
export function planAll(declaration: Declaration, live: LiveServer | undefined): Plan {
  const all = declaration.systems.flatMap(({ streams }) => streams);
  // of a name that is declared twice, a problem already, the first is planned
  const streams = all.filter(({ name }, at) => all.findIndex((one) => one.name === name) === at);
  const { problems, invalid } = mistakes(all, live);
  const planned = streams.flatMap((stream) => planStream(stream, live, invalid));
  const around = surroundings(declaration, streams, live);
  const refusals = [
    ...planned.flatMap(({ asset, refusals: own }) => own.map((sentence) => ({ asset, sentence }))),
    ...around.refusals,
  ];
  const counts = countsOf(planned, refusals, around);
  return {
    problems,
    refusals,
    notes: [
      ...(live ? [] : [offline]),
      ...planned.flatMap(({ notes }) => notes),
      ...around.notes,
      ...topologyNotes(streams, consumersOf(streams), live && knownNames(live)),
    ],
    moves: around.moves,
    counts,
    summary: summaryOf(counts),
  };
}

const consumersOf = (streams: readonly StreamDeclaration[]): readonly ConsumerDeclaration[] =>
  streams.flatMap(({ consumers }) => consumers);

const knownNames = ({ streams, missing }: LiveServer): ReadonlySet<string> =>
  new Set([...streams.map(({ name }) => name), ...missing]);

function mistakes(
  streams: readonly StreamDeclaration[],
  live: LiveServer | undefined,
): { readonly problems: readonly Problem[]; readonly invalid: (asset: string) => boolean } {
  const facts = live?.facts;
  const own = streams.flatMap(({ name, config, consumers }) => [
    { asset: streamAsset(name), found: validateStream(name, config, facts) },
    ...consumers.map((consumer) => ({
      asset: consumerAsset(name, consumer.name),
      found: validateConsumer(name, consumer.name, consumer.config, config, facts),
    })),
  ]);
  const names = new Set(streams.map(({ name }) => name));
  const others = live?.streams.filter(({ name }) => !names.has(name)) ?? [];
  const outside = others.map(({ config }) => config);
  const invalid = new Set(own.filter(({ found }) => found.length > 0).map(({ asset }) => asset));
  return {
    problems: [
      ...own.flatMap(({ found }) => found),
      ...checkTopology(streams, consumersOf(streams), facts, outside),
    ],
    invalid: (asset) => invalid.has(asset),
  };
}

/** What lies around the declared streams on the server, and between them. */
interface Surroundings {
  readonly notes: readonly Note[];
  readonly refusals: readonly Refusal[];
  readonly moves: readonly Move[];
  readonly deletedStreams: number;
  readonly deletedConsumers: number;
}

function surroundings(
  { project, stack }: Declaration,
  streams: readonly StreamDeclaration[],
  live: LiveServer | undefined,
): Surroundings {
  if (!live) {
    return { notes: [], refusals: [], moves: [], deletedStreams: 0, deletedConsumers: 0 };
  }
  const isOurs = deployedBy(project, stack);
  const outsiders = findOutsiders(streams, live, isOurs);
  const deletes = comingDeletes(live, isOurs, assetsOf(streams));
  const { ordered, circular } = orderMoves(subjectMoves(streams, live));
  const refused = circular.map((move) => ({
    asset: streamAsset(move.to),
    sentence: circularRefusal(move),
  }));
  return {
    notes: [...ordered.map(moveNote), ...deletes.streams, ...deletes.consumers, ...outsiders.notes],
    refusals: [...outsiders.refusals, ...refused],
    moves: ordered,
    deletedStreams: deletes.streams.length,
    deletedConsumers: deletes.consumers.length,
  };
}

const assetsOf = (streams: readonly StreamDeclaration[]): ReadonlySet<string> =>
  new Set(
    streams.flatMap(({ name, consumers }) => [
      streamAsset(name),
      ...consumers.map((consumer) => consumerAsset(name, consumer.name)),
    ]),
  );

function countsOf(
  planned: readonly Planned[],
  refusals: readonly Refusal[],
  around: Surroundings,
): Counts {
  const refused = new Set(refusals.map(({ asset }) => asset));
  const actual = planned.map((one) =>
    refused.has(one.asset) ? { ...one, action: "refuse" as const } : one,
  );
  const of = (kind: Planned["kind"]): readonly Planned[] =>
    actual.filter((one) => one.kind === kind);
  return {
    streams: tally(of("stream"), around.deletedStreams),
    consumers: tally(of("consumer"), around.deletedConsumers),
  };
}
