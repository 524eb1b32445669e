import { quoted, streamAsset } from "../../../domain/assets";
import { streamNameOf } from "../../../domain/bucket/bucketId";
import { isObject, type JsonObject } from "../../../domain/json";
import { didYouMean, streamNameProblem } from "../../../domain/names";
import { ownerKey } from "../../../domain/ownership";
import { Mistake } from "../../mistake";
import type { Server } from "../servers";
import type { BackedUpStream, Manifest } from "./manifest";

/** Which streams of a backup are to be restored, and under which names. */
export interface RestoreChoice {
  /** None: all. */
  readonly streams: readonly string[];
  /** Another name for the only one. */
  readonly as?: string;
  /** Whether to leave its subjects to the stream that has them: it then listens to its own name. */
  readonly withoutSubjects: boolean;
  /** Whether streams of the same names that hold no messages go first. */
  readonly replaceEmpty: boolean;
}

/** One stream to be restored. */
export interface Restoration {
  readonly entry: BackedUpStream;
  readonly name: string;
  /** Of the stream to be. */
  readonly config: JsonObject;
  /** Who it and its consumers shall belong to; absent: they keep their marks. */
  readonly marks?: Marks;
}

/** Owner marks of a restored stream and of its consumers: none where the name stands for nothing that is declared. */
export interface Marks {
  readonly stream?: string;
  readonly consumers: Readonly<Record<string, string>>;
}

/**
 * @returns the chosen streams of a backup
 * @throws Mistake with all names that it does not hold
 */
export function chosenEntries(
  { streams: all }: Manifest,
  { streams, as }: RestoreChoice,
): readonly BackedUpStream[] {
  const names = all.map(({ name }) => name);
  const problems = streams
    .filter((name) => !names.includes(name))
    .map((name) => {
      return `${streamAsset(name)}: is not in this backup${didYouMean(name, names)}`;
    });
  const chosen = all.filter(({ name }) => streams.length === 0 || streams.includes(name));
  if (as !== undefined && problems.length === 0 && chosen.length !== 1) {
    problems.push(`--as: is for one stream, and this backup holds ${quoted(names)}; name one`);
  }
  const reason = as === undefined ? undefined : streamNameProblem(as);
  if (reason !== undefined) problems.push(`--as: ${reason}`);
  if (problems.length > 0) throw new Mistake(problems.join("\n"));
  return chosen;
}

/** @returns what the stream shall be */
export function restorationOf(
  entry: BackedUpStream,
  { as, withoutSubjects }: RestoreChoice,
  server: Server,
): Restoration {
  const name = as ?? entry.name;
  const marks = marksFor(name, entry, server);
  const { subjects, ...rest } = entry.config;
  const config = {
    ...rest,
    ...(!withoutSubjects && subjects !== undefined && { subjects }),
    name,
  };
  return {
    entry,
    name,
    config: marks ? withMark(config, marks.stream) : config,
    ...(marks && { marks }),
  };
}

/** What is declared under its name belongs to that; what is restored beside it to nobody. */
function marksFor(name: string, entry: BackedUpStream, { systems }: Server): Marks | undefined {
  const stream = systems.flatMap(({ streams }) => streams).find((one) => one.name === name);
  const bucket = systems
    .flatMap(({ buckets }) => buckets)
    .find((one) => streamNameOf(one) === name);
  const owner = stream?.config.metadata?.[ownerKey] ?? bucket?.config.metadata?.[ownerKey];
  // "//" is the mark of a declaration without a stack
  if (owner !== undefined && !owner.startsWith("//")) {
    const consumers = (stream?.consumers ?? []).flatMap((one) => {
      const mark = one.config.metadata?.[ownerKey];
      return mark === undefined ? [] : [[one.name, mark] as const];
    });
    return { stream: owner, consumers: Object.fromEntries(consumers) };
  }
  return name === entry.name ? undefined : { consumers: {} };
}

/** @returns the config with that owner mark, or without any */
export function withMark(config: JsonObject, mark: string | undefined): JsonObject {
  const { metadata, ...rest } = config;
  const others = Object.entries(isObject(metadata) ? metadata : {}).filter(
    ([key]) => key !== ownerKey,
  );
  const all = mark === undefined ? others : [...others, [ownerKey, mark] as const];
  return all.length === 0 ? rest : { ...rest, metadata: Object.fromEntries(all) };
}
