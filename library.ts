/**
 * What `import ... from "nats-stack"` gives to other Pulumi projects: a contract. Whatever is not named here may change.
 */
import type { NatsCluster as Cluster } from "./components/cluster/natsCluster";

export { Consumer, type ConsumerArgs } from "./components/consumer";
export { KeyValue, type KeyValueArgs } from "./components/keyValue";
export { NatsSystem, type NatsSystemArgs } from "./components/natsSystem";
export { ObjectStore, type ObjectStoreArgs } from "./components/objectStore";
export { systemReference } from "./components/reference";
export { Stream, type StreamArgs } from "./components/stream";
export { deploySystems } from "./deploySystems";
export { type BucketDeclaration, declareBuckets } from "./domain/bucket/declareBuckets";
export {
  type ConsumerDeclaration,
  declareSystem,
  type Deployment,
  type StreamDeclaration,
} from "./domain/declare";

export type { ClusterNodes, NatsClusterArgs } from "./components/cluster/natsCluster";
export type { ClusterTransforms } from "./components/cluster/transforms";
export type { KeyValueConfig, ObjectStoreConfig } from "./domain/bucket/bucketConfig";
export type { AuthSpec, UserSpec } from "./domain/cluster/authSpec";
export type { ClusterSpec } from "./domain/cluster/spec";
export type { ConsumerConfig } from "./domain/consumer/consumerConfig";
export type {
  BucketOutput,
  ConsumerOutput,
  StreamOutput,
  SystemOutputs,
  UserCredentials,
} from "./domain/outputs";
export type { Policy } from "./domain/policy";
export type { StreamConfig, StreamSource } from "./domain/stream/streamConfig";
export type {
  BucketDefinitions,
  KeyValueDefinition,
  NamingRule,
  ObjectStoreDefinition,
  StreamDefinition,
  SystemDefinition,
} from "./domain/system";
export type { Duration, Size } from "./domain/units";

const load = (): typeof Cluster =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  (require("./components/cluster/natsCluster") as { NatsCluster: typeof Cluster }).NatsCluster;

/**
 * Stands for the class, whose Kubernetes SDK takes a second to load, until somebody uses it: most programs only bring
 * streams. It can be called with `new`, extended and asked for with `instanceof` like the class itself.
 */
export const NatsCluster: typeof Cluster = new Proxy(standIn as unknown as typeof Cluster, {
  get: (_, key) => Reflect.get(load(), key) as unknown,
  construct: (_, args, target) =>
    Reflect.construct(load(), args, target === NatsCluster ? load() : target) as object,
});
export type NatsCluster = Cluster;

/** A function and no class, whose `prototype` no proxy may change. */
function standIn(): void {
  throw new TypeError("NatsCluster: call it with new");
}
