import { isObject, type JsonObject } from "./json";

/** Metadata key on the server that names the resource a stream or consumer belongs to. Never change it. */
export const ownerKey = "nats-stack.owner";

/** Metadata key on the server that names who reads or writes a stream. */
export const usedByKey = "nats-stack.used-by";

const ours = "nats-stack.";

/** Parts of an owner mark. */
export interface Owner {
  readonly project: string;
  readonly stack: string;
  /** Name of the resource in the program, without its type. */
  readonly logicalName: string;
}

/** @returns the mark that a resource puts on what it owns: "project/stack/logicalName" */
export const ownerMark = (project: string, stack: string, logicalName: string): string =>
  `${project}/${stack}/${logicalName}`;

/**
 * Reads a mark. Names of projects and stacks hold no slash; that of a resource may.
 *
 * @returns its parts, or undefined where the text is none of our marks
 */
export function parseMark(mark: string): Owner | undefined {
  const [, project, stack, logicalName] = /^([^/]+)\/([^/]+)\/(.+)$/s.exec(mark) ?? [];
  return project === undefined || stack === undefined || logicalName === undefined
    ? undefined
    : { project, stack, logicalName };
}

/** @returns the owner mark in the metadata of a stream or consumer as the server keeps it */
export function ownerOf(config: JsonObject): string | undefined {
  const { metadata } = config;
  const mark = isObject(metadata) ? metadata[ownerKey] : undefined;
  return typeof mark === "string" && mark !== "" ? mark : undefined;
}

/** @returns who reads or writes it, as its declaration said when it was last deployed */
export function usersOf({ metadata }: JsonObject): readonly string[] {
  const text = isObject(metadata) ? metadata[usedByKey] : undefined;
  return typeof text === "string" ? text.split(", ") : [];
}

/** @returns whether a mark was made by this stack of this project */
export function belongsTo(mark: string, project: string, stack: string): boolean {
  const owner = parseMark(mark);
  return owner?.project === project && owner.stack === stack;
}

/** @returns whether two marks were made by the same stack */
export function sameStack(a: string, b: string): boolean {
  const owner = parseMark(a);
  return owner !== undefined && belongsTo(b, owner.project, owner.stack);
}

/** @returns the config without `nats-stack.*` metadata: what is compared before anything is taken over */
export function withoutMarks(config: JsonObject): JsonObject {
  const { metadata, ...rest } = config;
  if (!isObject(metadata)) {
    return config;
  }
  const kept = Object.entries(metadata).filter(([key]) => !key.startsWith(ours));
  return kept.length === 0 ? rest : { ...rest, metadata: Object.fromEntries(kept) };
}
