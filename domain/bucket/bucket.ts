export type {
  BucketConfig,
  BucketSource,
  KeyValueConfig,
  ObjectStoreConfig,
  StreamOrigin,
} from "./bucketConfig";
export { type BucketId, type BucketKind, bucketAsset, bucketOf, streamNameOf } from "./bucketId";
export { bucketFromWire, bucketToWire, liveWire, normaliseBucket } from "./bucketWire";
export { planBucketChange } from "./planBucketChange";
export { validateBucket } from "./validateBucket";
