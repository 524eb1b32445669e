import { inner } from "../field/fields";
import type { Json, JsonObject } from "../json";
import { textOf } from "../field/kind";
import type { Declared, Rule } from "../field/rules";
import { sourceIdentity } from "./sourceIdentity";
import { isSubset, subjectsOverlap } from "../subject";

/** Rules on the sources or the mirror of one stream. */
export const sourceRules: readonly Rule<Declared>[] = [
  {
    field: "sources",
    reads: [],
    broken: ({ wire, name }) => {
      const sources = list(wire["sources"]);
      const each = sources.flatMap((source) => sourceReasons(source, name, isSubset));
      return joined([...each, ...twice(sources)]);
    },
  },
  {
    field: "mirror",
    reads: [],
    broken: ({ wire, name }) =>
      wire["mirror"] === undefined
        ? undefined
        : joined(sourceReasons(inner(wire["mirror"]), name, subjectsOverlap)),
  },
];

/** What may be wrong with one source by itself. */
const faults: readonly {
  readonly when: (source: JsonObject, self: string) => boolean;
  readonly reason: string;
}[] = [
  {
    when: (source, self) => source["name"] === self && !("external" in source),
    reason: "is the stream itself; name another one",
  },
  {
    when: (source) => "filter_subject" in source && "subject_transforms" in source,
    reason: "has filterSubject and subjectTransforms; a transform's src filters, use that alone",
  },
  {
    when: (source) => "opt_start_seq" in source && "opt_start_time" in source,
    reason: "has optStartSeq and optStartTime; use one of them",
  },
  {
    when: (source) =>
      "consumer" in source &&
      ["opt_start_seq", "opt_start_time", "filter_subject"].some((key) => key in source),
    reason:
      "has a consumer, which decides where to start and what to send; leave optStartSeq, optStartTime and filterSubject out",
  },
  {
    when: (source) => inner(source["external"])["api"] === "$JS.API",
    reason: 'has external api "$JS.API", which is this account; leave external out',
  },
];

/** @param clash when two transforms of one source meet: a server is stricter with a mirror than with sources */
function sourceReasons(
  source: JsonObject,
  self: string,
  clash: (a: string, b: string) => boolean,
): readonly string[] {
  const own = faults.filter(({ when }) => when(source, self)).map(({ reason }) => reason);
  const met = clashes(source, clash)
    ? ["has subjectTransforms that match the same; tell them apart"]
    : [];
  return [...own, ...met].map((reason) => `"${textOf(source["name"])}" ${reason}`);
}

function clashes(source: JsonObject, clash: (a: string, b: string) => boolean): boolean {
  const srcs = list(source["subject_transforms"]).map(({ src = ">" }) => textOf(src));
  return srcs.some((a, i) => srcs.some((b, j) => i !== j && clash(a, b)));
}

/** A server refuses two that it cannot tell apart (10140). */
function twice(sources: readonly JsonObject[]): readonly string[] {
  const keys = sources.map(sourceIdentity);
  const again = sources.filter((_, i) => keys.indexOf(keys[i] ?? "") !== i);
  return again.map(
    ({ name }) => `"${textOf(name)}" is named twice with the same filter; name it once`,
  );
}

const joined = (reasons: readonly string[]): string | undefined =>
  reasons.length === 0 ? undefined : [...new Set(reasons)].join("; ");

const list = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.map((item: Json) => inner(item)) : [];
