import type { Part } from "../domain/field/fields";
import { inBucketWords } from "../domain/bucket/bucketWords";
import { code, generated, page, table } from "./renderMarkdown";
import { type FieldRows, fieldTable, partsTable } from "./renderFields";

/** The field tables of both kinds of bucket, and the parts of what a bucket copies. */
export interface BucketTables {
  readonly keyValue: FieldRows;
  readonly objectStore: FieldRows;
  readonly sources: Readonly<Record<string, Part>>;
  readonly oldestServer: string;
}

const fixed: readonly (readonly string[])[] = [
  ["name", code("KV_<bucket>"), code("OBJ_<store>")],
  ["subjects", code("$KV.<bucket>.>"), `${code("$O.<store>.C.>")}, ${code("$O.<store>.M.>")}`],
  ["at the limit", "writing is refused", "writing is refused"],
  ["roll-up (purge of a key, replaced objects)", "on", "on"],
  ["deletion of single messages by request", "off", "on"],
  ["reads by any server (`allowDirect`)", "on, unless declared otherwise", "on"],
  ["window for message ids", "two minutes, or `ttl` where that is shorter", "the same"],
];

const entries = [
  "Entries and objects are data. They are never listed, compared, changed or shown; a plan counts them.",
  "A key-value bucket may begin with `initial` keys. They are written when the bucket is created, and by nothing else: a bucket that exists, or that is taken over, gets none, and a later change of `initial` writes nothing and says so. A key that somebody has written meanwhile keeps its value. When the bucket is replaced, or made again after it was gone, it gets them as they are declared then.",
  "`initial` lies in state files and in the program in clear. Never put a secret there. Writing it needs leave to publish to `$KV.<bucket>.>`.",
].join("\n\n");

const safety = [
  'A change that deletes entries, a replacement and a removal are refused while the bucket holds any, unless `dataLoss` is "allow". Keys and their earlier values are counted apart; a deleted key counts until its marker goes. Watchers of a bucket are no reason to keep it.',
  "A live bucket that no stack owns is taken over as it is where it equals its declaration, or with `adopt: true` where it differs in what changes in place. It keeps what clients differ in: whether single messages may be deleted, and the window for message ids. What a client turned on for good, such as a time to live for single keys, stays on.",
  'What somebody changed of the stream underneath is drift, and shown under names such as "stream.discard". A stream that is declared as a plain stream under a name of this kind gets an advice in the plan.',
].join("\n\n");

/** Writes the page of buckets: what they are on a server, their options, and what a change of each costs. */
export function renderBuckets(tables: BucketTables): string {
  const { keyValue, objectStore, sources, oldestServer } = tables;
  return page([
    generated("the field tables in domain/bucket/"),
    "# Buckets",
    "A key-value bucket or an object store is a stream with fixed settings: those that nats.go and nats.js make, so that every client works with it. It is declared under `buckets` of a system, by its own options.",
    "## On the server",
    table(["The stream's", "Key-value bucket", "Object store"], fixed),
    "## Entries",
    entries,
    "## Safety",
    safety,
    "## Options of a key-value bucket",
    'The classes of changes are those of [streams](fields.md#what-a-change-can-be). An empty "Since" means every supported server. `raw` takes fields of a newer server, by their wire names.',
    fieldTable(inWords(keyValue), oldestServer),
    "### Mirrors and sources of buckets",
    "Parts of `mirror` and of each of the `sources`. What `sources` copy is renamed into the bucket; a mirror keeps the keys of its origin and answers reads of it. In the place of `bucket` and `keys`, a source may name any `stream`, with a `filterSubject` or `subjectTransforms` of its own.",
    partsTable(sources, oldestServer),
    "## Options of an object store",
    fieldTable(inWords(objectStore), oldestServer),
  ]);
}

const inWords = (rows: FieldRows): FieldRows =>
  Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [
      name,
      { ...row, change: { summary: inBucketWords("keyValue", row.change.summary) } },
    ]),
  );
