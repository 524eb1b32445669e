import { type Change, changeOf } from "../change";
import type { ObservedStream, WireConfig } from "../observed";
import type { ServerFacts } from "../server";
import { planStreamChange } from "../stream/planStreamChange";
import type { BucketId } from "./bucketId";
import { tableOf } from "./bucketTable";
import { liveWire } from "./bucketWire";
import { inBucketWords } from "./bucketWords";

/**
 * What brings a live bucket to its declaration, and what that costs: the rules of its stream, told of its options.
 *
 * @param desired as `bucketToWire` makes it
 * @param observed its stream
 */
export function planBucketChange(
  bucket: BucketId,
  desired: WireConfig,
  observed: ObservedStream,
  server: ServerFacts,
): Change {
  const wire = liveWire(desired, observed.config);
  const { fields } = planStreamChange(
    wire,
    windowed(observed, desired),
    server,
    tableOf(bucket).all,
  );
  return changeOf(
    fields.map((field) => ({ ...field, reason: inBucketWords(bucket.kind, field.reason) })),
  );
}

/** A live bucket without a window for message ids stays so: see `liveWire`. */
function windowed(observed: ObservedStream, desired: WireConfig): ObservedStream {
  const { duplicate_window: window } = desired;
  return observed.config["duplicate_window"] !== undefined || window === undefined
    ? observed
    : { ...observed, config: { ...observed.config, duplicate_window: window } };
}
