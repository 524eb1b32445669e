import { type BucketKind, bucketAsset, bucketNoun, bucketOf } from "./bucketId";

/** Words of the rules of streams, and what they are called in a bucket. */
const keyValueWords: readonly (readonly [RegExp, string])[] = [
  [/\bmessages\b/g, "entries"],
  [/\bmessage\b(?! ids)/g, "entry"],
  [/\bsubjects\b/g, "keys"],
  [/\bsubject\b/g, "key"],
];

const quotes = /("(?:[^"\\]|\\.)*"|`[^`]*`)/;

/** A bucket's stream by its own name, with or without the word in front; within a list or an object it is what was got. */
const streamText = /(?<![[{,:])(?:\bstream )?"((?:KV|OBJ)_[\w-]+)"/g;

/**
 * Says of a bucket what the rules of streams say of its stream.
 *
 * @returns the text in words of buckets; what stands in quotes is left alone, but for names of streams that are buckets
 */
export function inBucketWords(kind: BucketKind, text: string): string {
  const words = kind === "keyValue" ? keyValueWords : [];
  const noun: readonly (readonly [RegExp, string])[] = [
    [/\bstreams\b/g, `${bucketNoun(kind)}s`],
    [/\bstream\b/g, bucketNoun(kind)],
  ];
  return namingBuckets(text)
    .split(quotes)
    .map((part, at) =>
      // every second part is quoted
      at % 2 === 1
        ? part
        : [...words, ...noun].reduce((said, [word, own]) => said.replace(word, own), part),
    )
    .join("");
}

/**
 * Calls buckets by their names where a text speaks of their streams.
 *
 * @param isStream whether a stream of such a name is meant as a plain stream, and stays one
 */
export const namingBuckets = (text: string, isStream: (name: string) => boolean = () => false) =>
  text.replace(streamText, (found, stream: string) => {
    const bucket = isStream(stream) ? undefined : bucketOf(stream);
    return bucket ? bucketAsset(bucket) : found;
  });
