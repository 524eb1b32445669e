import type { Bounds } from "./bound";
import type { KnownState } from "./known";
import { consumerAsset, streamAsset } from "../assets";
import { type BucketDeclaration, withBucketStreams } from "../bucket/declareBuckets";
import { type ComingDeletes, comingDeletes } from "./comingDeletes";
import type { ConsumerDeclaration, StreamDeclaration } from "../declare";
import type { LiveServer } from "./live";
import { circularRefusal, type Move, moveNote, orderMoves, subjectMoves } from "./moves";
import { findMistakes } from "./mistakes";
import type { Note } from "./note";
import { bucketLikeNotes, inNames, planBucket } from "./planBuckets";
import { type Planned, planStream } from "./planDecisions";
import { type Counts, summaryOf, tally } from "./planSummary";
import type { Problem } from "../problem";
import { serverRisks } from "./serverRisks";
import { deployedBy, findOutsiders } from "./strangers";
import { topologyNotes } from "../topology/topologyNotes";

export type { Bounds } from "./bound";
export type { Known, KnownState } from "./known";
export type { LiveServer } from "./live";
export type { Move } from "./moves";
export type { Note, NoteKind } from "./note";
export type { Counts, Tally } from "./planSummary";

/** Everything that one stack declares in one account. */
export interface Declaration {
  readonly project: string;
  readonly stack: string;
  readonly systems: readonly {
    readonly streams: readonly StreamDeclaration[];
    /** @default none */
    readonly buckets?: readonly BucketDeclaration[];
  }[];
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
  /** How many messages go, by stream: of those that change, and of those that are no longer declared. */
  readonly bounds: Bounds;
  readonly counts: Counts;
  /** One line: "19 streams: 14 to create, 5 unchanged; 5 consumers: 5 to create". */
  readonly summary: string;
}

/**
 * Plans all that a stack declares in one account.
 *
 * @param live what the account holds; absent where no server answered, then only what needs none is checked
 * @param known what the state file holds of it; absent where that could not be read
 */
export function planAll(
  declaration: Declaration,
  live: LiveServer | undefined,
  known?: KnownState,
): Plan {
  const all = declaration.systems.flatMap((system) => system.streams);
  const allBuckets = declaration.systems.flatMap((system) => system.buckets ?? []);
  const { problems, invalid, sound } = findMistakes(all, allBuckets, live);
  const [streams, buckets] = [firstOfEach(sound), firstOfEach(allBuckets)];
  const everything = withBucketStreams(streams, buckets);
  const planned = [
    ...streams.flatMap((stream) => planStream(stream, { live, known, invalid })),
    ...buckets.map((bucket) => planBucket(bucket, live, invalid)),
  ];
  const around = surroundings(declaration, everything, live, known);
  const notes = [
    ...notesOf(streams, planned, around, live),
    ...bucketLikeNotes(streams),
    ...topologyNotes(everything, consumersOf(streams), live && knownNames(live)),
  ];
  const told = inNames({ problems, refusals: refusalsOf(planned, around), notes }, streams);
  const counts = countsOf(planned, told.refusals, around);
  return {
    ...told,
    moves: around.moves,
    bounds: boundsOf(planned, around.deletes),
    counts,
    summary: summaryOf(counts),
  };
}

const notesOf = (
  streams: readonly StreamDeclaration[],
  planned: readonly Planned[],
  around: Surroundings,
  live: LiveServer | undefined,
): readonly Note[] => [
  ...planned.flatMap(({ notes }) => notes),
  ...around.notes,
  ...(live ? serverRisks(streams, planned, live.facts) : []),
];

/** @returns of a resource that is declared twice, a problem already, the first */
function firstOfEach<Named extends { readonly name: string; readonly kind?: string }>(
  all: readonly Named[],
): readonly Named[] {
  const first = new Map<string, Named>();
  for (const one of all) {
    const key = `${one.kind ?? ""}/${one.name}`;
    if (!first.has(key)) first.set(key, one);
  }
  return [...first.values()];
}

const refusalsOf = (planned: readonly Planned[], around: Surroundings): readonly Refusal[] => [
  ...planned.flatMap(({ asset, refusals }) => refusals.map((sentence) => ({ asset, sentence }))),
  ...around.refusals,
];

const consumersOf = (streams: readonly StreamDeclaration[]): readonly ConsumerDeclaration[] =>
  streams.flatMap(({ consumers }) => consumers);

const knownNames = ({ streams, missing }: LiveServer): ReadonlySet<string> =>
  new Set([...streams.map(({ name }) => name), ...missing]);

/** What lies around the declared streams on the server, and between them. */
interface Surroundings {
  readonly notes: readonly Note[];
  readonly refusals: readonly Refusal[];
  readonly moves: readonly Move[];
  readonly deletes: ComingDeletes;
}

const nothingAround: Surroundings = {
  notes: [],
  refusals: [],
  moves: [],
  deletes: { streams: [], consumers: [], buckets: [], forgotten: [] },
};

function surroundings(
  { project, stack }: Declaration,
  streams: readonly StreamDeclaration[],
  live: LiveServer | undefined,
  known: KnownState | undefined,
): Surroundings {
  if (!live) return nothingAround;
  const isOurs = deployedBy(project, stack);
  const outsiders = findOutsiders(streams, live, isOurs);
  const deletes = comingDeletes(live, isOurs, assetsOf(streams), known);
  const { ordered, circular } = orderMoves(subjectMoves(streams, live));
  const refused = circular.map((move) => ({
    asset: streamAsset(move.to),
    sentence: circularRefusal(move),
  }));
  return {
    notes: [
      ...ordered.map(moveNote),
      ...deletes.streams,
      ...deletes.buckets,
      ...deletes.consumers,
      ...deletes.forgotten,
      ...outsiders.notes,
    ],
    refusals: [...outsiders.refusals, ...refused],
    moves: ordered,
    deletes,
  };
}

/** What is created has nothing to lose, and what stays as it is loses nothing: neither needs a bound. */
const boundsOf = (
  planned: readonly Planned[],
  { streams }: Pick<ComingDeletes, "streams">,
): Bounds =>
  new Map([
    ...planned.flatMap(({ kind, asset, action, loss }) =>
      kind === "stream" && loss !== undefined && action !== "none" && action !== "create"
        ? [[asset, loss] as const]
        : [],
    ),
    ...streams.flatMap(({ asset, deletes }) =>
      deletes?.messagesDeleted === undefined ? [] : [[asset, deletes.messagesDeleted] as const],
    ),
  ]);

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
  { deletes }: Surroundings,
): Counts {
  const refused = new Set(refusals.map(({ asset }) => asset));
  const actual = planned.map((one) =>
    refused.has(one.asset) ? { ...one, action: "refuse" as const } : one,
  );
  const of = (kind: Planned["kind"]): readonly Planned[] =>
    actual.filter((one) => one.kind === kind);
  return {
    streams: tally(of("stream"), deletes.streams.length),
    consumers: tally(of("consumer"), deletes.consumers.length),
    buckets: tally(of("bucket"), deletes.buckets.length),
  };
}
