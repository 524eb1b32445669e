import { streamNameOf } from "./bucket/bucket";
import type { BucketDeclaration } from "./bucket/declareBuckets";
import type { StreamDeclaration } from "./declare";
import type { SystemDefinition } from "./system";

/** Where a system's server is reached, as far as that is known when the program runs. */
export interface ServerAddress {
  readonly url: string;
  readonly monitoringUrl?: string;
  /** "2.15.1"; absent while it does not answer. */
  readonly version?: string;
  /** Where the credentials are kept, never what they are. */
  readonly credentials: string;
  readonly users?: Readonly<Record<string, UserCredentials>>;
  readonly authority?: AuthorityReference;
}

/**
 * How a program becomes a user: by the name of a Secret in the system's namespace, with `username` and `password`, or by
 * the public part of an nkey, whose seed its owner keeps.
 */
export type UserCredentials = { readonly secret: string } | { readonly nkey: string };

/** Where the authority stands that signed the servers' certificate. */
export interface AuthorityReference {
  /** Name of a Secret in the system's namespace. */
  readonly secret: string;
  /** The key in it, whose text is PEM. */
  readonly key: string;
}

/** What other projects read of a system. Every field is a contract. */
export interface SystemOutputs {
  readonly namespace: string;
  readonly url: string;
  readonly monitoringUrl?: string;
  readonly server?: string;
  /** By stream name. */
  readonly streams: Readonly<Record<string, StreamOutput>>;
  /** By "stream/consumer". */
  readonly consumers: Readonly<Record<string, ConsumerOutput>>;
  /** By bucket name. */
  readonly buckets: Readonly<Record<string, BucketOutput>>;
  readonly credentials: string;
  /** By user, where the servers of this stack ask who somebody is. */
  readonly users?: Readonly<Record<string, UserCredentials>>;
  /** Where the servers of this stack encrypt. */
  readonly authority?: AuthorityReference;
}

/** One stream; what is stored but not published to it comes from `sources`. */
export interface StreamOutput {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly sources: readonly string[];
  readonly storage: "file" | "memory";
}

/** One durable consumer. */
export interface ConsumerOutput {
  readonly name: string;
  readonly stream: string;
}

/** One bucket: clients open it by name and kind. */
export interface BucketOutput {
  readonly name: string;
  readonly kind: "keyValue" | "objectStore";
  /** The stream that it is on the server. */
  readonly stream: string;
  readonly storage: "file" | "memory";
}

/**
 * Makes the stack output of one system. Names and subjects are the declared ones: a stream that cannot be made so fails
 * the run, and then no output is written.
 */
export function systemOutputs(
  system: SystemDefinition,
  streams: readonly StreamDeclaration[],
  { url, monitoringUrl, version, credentials, users, authority }: ServerAddress,
  buckets: readonly BucketDeclaration[] = [],
): SystemOutputs {
  return {
    namespace: system.namespace,
    url,
    ...(monitoringUrl !== undefined && { monitoringUrl }),
    ...(version !== undefined && { server: version }),
    streams: Object.fromEntries(streams.map((stream) => [stream.name, streamOutput(stream)])),
    consumers: Object.fromEntries(
      streams.flatMap(({ consumers }) =>
        consumers.map(({ stream, name }) => [`${stream}/${name}`, { name, stream }]),
      ),
    ),
    buckets: Object.fromEntries(buckets.map((bucket) => [bucket.name, bucketOutput(bucket)])),
    credentials,
    ...(users && { users }),
    ...(authority && { authority }),
  };
}

const streamOutput = ({ name, config }: StreamDeclaration): StreamOutput => ({
  name,
  subjects: config.subjects ?? [],
  sources: (config.sources ?? []).map((source) => source.name),
  storage: config.storage ?? "file",
});

const bucketOutput = (bucket: BucketDeclaration): BucketOutput => ({
  name: bucket.name,
  kind: bucket.kind,
  stream: streamNameOf(bucket),
  storage: bucket.config.storage ?? "file",
});
