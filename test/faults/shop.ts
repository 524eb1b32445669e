import type { BucketDefinitions, SystemDefinition } from "../../domain/system";

/** The one system of the runs with faults. */
export const shop = (
  streams: SystemDefinition["streams"],
  keyValue: NonNullable<BucketDefinitions["keyValue"]> = {},
): SystemDefinition => ({
  name: "shop",
  title: "Shop",
  namespace: "shop",
  service: "nats",
  naming: { streams: "upper-case", subjects: "lower-case" },
  defaults: {},
  streams,
  ...(Object.keys(keyValue).length > 0 && { buckets: { keyValue } }),
});
