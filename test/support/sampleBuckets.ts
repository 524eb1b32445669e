import { type BucketDeclaration, declareBuckets } from "../../domain/bucket/declareBuckets";
import type { Deployment } from "../../domain/declare";
import { cautious } from "../../domain/policy";
import type {
  BucketDefinitions,
  KeyValueDefinition,
  ObjectStoreDefinition,
} from "../../domain/system";
import { sampleSystem } from "./sampleSystem";

/** A bucket of the sample, its purpose and users left out. */
type Sample<Definition> = Readonly<Record<string, Omit<Definition, "purpose" | "usedBy">>>;

/** Buckets of the sample system, their purposes filled in. */
export const sampleBuckets = (
  keyValue: Sample<KeyValueDefinition>,
  objectStore: Sample<ObjectStoreDefinition> = {},
): BucketDefinitions => ({ keyValue: described(keyValue), objectStore: described(objectStore) });

const described = <Definition>(buckets: Sample<Definition>) =>
  Object.fromEntries(
    Object.entries(buckets).map(([name, bucket]) => [
      name,
      { purpose: `All about ${name}`, usedBy: ["Shop"], ...bucket },
    ]),
  ) as Readonly<Record<string, Definition>>;

/** The sample system's buckets as stack "prod" of project "shop" deploys them. */
export const declaredBuckets = (
  buckets: BucketDefinitions,
  more: Partial<Deployment> = {},
): readonly BucketDeclaration[] =>
  declareBuckets(
    {
      ...sampleSystem({}),
      naming: { streams: "upper-case", subjects: "lower-case" },
      defaults: {},
      streams: {},
      buckets,
    },
    { project: "shop", stack: "prod", policy: cautious, ...more },
  );
