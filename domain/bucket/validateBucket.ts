import {
  type Declared,
  fieldProblems,
  rawProblems,
  type Rule,
  ruleProblems,
  versionProblems,
  wellFormed,
} from "../field/rules";
import type { Problem } from "../problem";
import type { ServerFacts } from "../server";
import { streamFields } from "../stream/streamFields";
import { streamRules } from "../stream/streamRules";
import { bucketAsset, bucketNameProblem, type BucketId, streamNameOf } from "./bucketId";
import type { BucketConfig } from "./bucketConfig";
import { type BucketTable, tableOf } from "./bucketTable";
import { bucketToWire } from "./bucketWire";
import { inBucketWords } from "./bucketWords";

/** Keys that no declaration's `raw` may hold, beside those of fields and of what makes a stream a bucket. */
const reserved = ["name", "created", "state", "template_owner"];

/** The rules of streams that an option of a bucket can break; all others read what a bucket fixes. */
const fromStreams: ReadonlySet<string> = new Set(["replicas", "republish", "sources", "mirror"]);

const rules: readonly Rule<Declared>[] = [
  ...streamRules.filter(({ field }) => fromStreams.has(field)),
  {
    field: "limitMarkerTtl",
    reads: ["mirror"],
    broken: ({ wire }) =>
      "mirror" in wire && "subject_delete_marker_ttl" in wire
        ? "a mirror makes no markers: it copies those of its origin; leave this out, or the mirror"
        : undefined,
  },
];

/**
 * All that is wrong with a declared bucket, at once.
 *
 * @param server when given, also what this server's version and kind do not allow
 */
export function validateBucket(
  bucket: BucketId,
  config: BucketConfig,
  server?: ServerFacts,
): readonly Problem[] {
  const { options, all } = tableOf(bucket);
  const path = (field: string): string => `${bucketAsset(bucket)}: ${field}`;
  const good = wellFormed(options, config);
  const declared: Declared = {
    name: streamNameOf(bucket),
    config: good,
    // what is well formed has the shape of the type; which options are missing does not matter to it
    wire: bucketToWire(bucket, good),
    ...(server === undefined ? {} : { server }),
  };
  const fixed = Object.entries(all).filter(([name]) => !Object.hasOwn(options, name));
  const named = bucketNameProblem(bucket.name);
  return [
    ...(named === undefined ? [] : [{ path: path("name"), reason: named }]),
    ...hinted(options, config, path),
    ...rawProblems(options, [...reserved, ...fixed.map(([, { wire }]) => wire)], config, path),
    ...told(bucket, ruleProblems(rules, declared, config, path)),
    ...versionProblems(options, declared, path),
  ];
}

/** Problems of each option by itself. Whoever writes the name of a stream's field is told the option's. */
function hinted(
  options: BucketTable["options"],
  config: BucketConfig,
  path: (name: string) => string,
): readonly Problem[] {
  const ofStreams: Readonly<Record<string, { readonly wire: string }>> = streamFields;
  const meant = new Map(
    Object.keys(config).flatMap((key) => {
      const wire = Object.hasOwn(options, key) ? undefined : ofStreams[key]?.wire;
      const [option] = Object.entries(options).find(([, row]) => row.wire === wire) ?? [];
      return option === undefined ? [] : [[path(key), option] as const];
    }),
  );
  return fieldProblems(options, config, path).map((problem) => {
    const option = meant.get(problem.path);
    return option === undefined
      ? problem
      : { ...problem, reason: `unknown field; did you mean "${option}"?` };
  });
}

const told = (bucket: BucketId, problems: readonly Problem[]): readonly Problem[] =>
  problems.map((problem) => ({ ...problem, reason: inBucketWords(bucket.kind, problem.reason) }));
