/** What a bucket holds: values by key, or objects of any size by name. */
export type BucketKind = "keyValue" | "objectStore";

/** Which bucket: each kind has names of its own. */
export interface BucketId {
  readonly kind: BucketKind;
  readonly name: string;
}

const prefixes: readonly (readonly [BucketKind, string])[] = [
  ["keyValue", "KV_"],
  ["objectStore", "OBJ_"],
];

const nouns: Readonly<Record<BucketKind, string>> = {
  keyValue: "bucket",
  objectStore: "object store",
};

const nameForm = /^[\w-]+$/;

/** The longest name: with its prefix it is that of a stream, at most 255 bytes. */
const maxNameBytes = 250;

/** @returns how texts name a bucket of this kind: "bucket", "object store" */
export const bucketNoun = (kind: BucketKind): string => nouns[kind];

/** @returns how texts name a bucket: the path in front of its problems */
export const bucketAsset = ({ kind, name }: BucketId): string => `${bucketNoun(kind)} "${name}"`;

/** @returns the stream in which every NATS client looks for the bucket */
export const streamNameOf = ({ kind, name }: BucketId): string =>
  `${kind === "keyValue" ? "KV_" : "OBJ_"}${name}`;

/** @returns the bucket that clients find in a stream of this name, or undefined where they find none */
export function bucketOf(stream: string): BucketId | undefined {
  const found = prefixes.find(([, prefix]) => stream.startsWith(prefix));
  const name = stream.slice(found?.[1].length);
  return found && nameForm.test(name) ? { kind: found[0], name } : undefined;
}

/** @returns the subjects under which clients write into the bucket */
export const bucketSubjects = ({ kind, name }: BucketId): readonly string[] =>
  kind === "keyValue" ? [keySubject(name, ">")] : [`$O.${name}.C.>`, `$O.${name}.M.>`];

/** @returns the subject of a key, or of all keys that match where there are wildcards in it */
export const keySubject = (bucket: string, key: string): string => `$KV.${bucket}.${key}`;

/**
 * Why a text is no name for a bucket.
 *
 * @returns a reason with the way out, or undefined where the name is right
 * @see nats.go jetstream/kv.go, validBucketRe
 */
export function bucketNameProblem(name: string): string | undefined {
  if (name.length > maxNameBytes) {
    return `got a name of ${name.length} letters; at most ${maxNameBytes} are allowed`;
  }
  return nameForm.test(name)
    ? undefined
    : `got ${JSON.stringify(name)}; use letters, digits, "-" and "_", such as "settings"`;
}
