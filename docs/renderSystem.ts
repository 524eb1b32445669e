import type { StreamConfig } from "../domain/stream/streamConfig";
import type { BucketDefinition, StreamDefinition, SystemDefinition } from "../domain/system";
import { renderFlow } from "./renderFlow";
import { code, codes, counted, fence, generated, page, table } from "./renderMarkdown";

/** What the page of a system needs to know of a field, by its declared name: `maxAge`. */
export type FieldDocs = Readonly<Record<string, { readonly doc: string }>>;

/** Told in the table of streams, or the same for all. */
const elsewhere: readonly string[] = ["subjects", "sources", "mirror"];

/**
 * Writes the page of one system: its streams, their configuration and consumers, and a picture.
 *
 * @param fields docs of stream fields
 */
export function renderSystem(system: SystemDefinition, fields: FieldDocs): string {
  const streams = Object.entries(system.streams);
  return page([
    generated("systems/"),
    `# ${system.title}`,
    summary(system),
    "## Streams",
    table(["Stream Name", "Subjects", "Purpose", "Used By"], streams.map(streamRow)),
    copiesNote(system),
    "## Configuration",
    configuration(system, fields),
    ...exceptions(streams),
    "## Consumers",
    consumers(streams),
    ...bucketSection(system),
    "## Flow",
    "Subjects on the left are published to; a dotted arrow copies what its label matches.",
    fence("mermaid", renderFlow(system)),
  ]);
}

function summary({ name, namespace, service, naming, streams }: SystemDefinition): string {
  const all = Object.values(streams);
  const consumers = all.flatMap((stream) => Object.keys(stream.consumers ?? {}));
  return [
    `System ${code(name)}: ${counted(all.length, "stream")}, ${counted(consumers.length, "consumer")}.`,
    `On Kubernetes it belongs to namespace ${code(namespace)}, and its NATS service is ${code(service)}.`,
    `Names of streams are ${naming.streams}, subjects are ${naming.subjects}; every plan checks that.`,
  ].join(" ");
}

const streamRow = ([name, { config, purpose, usedBy }]: [string, StreamDefinition]): string[] => [
  code(name),
  [...(config.subjects ?? []).map(code), ...copies(config)].join(", "),
  purpose,
  usedBy.join(", "),
];

/** A subject that a stream has by copying is stored in it like its own. */
const copies = ({ mirror, sources = [] }: StreamConfig): readonly string[] =>
  [...(mirror ? [mirror] : []), ...sources].map(({ name, filterSubject }) =>
    filterSubject === undefined
      ? `all of ${code(name)} ¹`
      : `${code(filterSubject)} from ${code(name)} ¹`,
  );

const copiesNote = ({ streams }: SystemDefinition): string | undefined =>
  Object.values(streams).some(({ config }) => copies(config).length > 0)
    ? "¹ Copied. A subject belongs to one stream of an account, so the second one that wants its messages takes them from the first."
    : undefined;

function configuration({ defaults }: SystemDefinition, fields: FieldDocs): string {
  const rows = settings(defaults).map(([name, value]) => [
    code(name),
    code(value),
    fields[name]?.doc ?? "",
  ]);
  return [
    "Every stream of the system has these settings. Those that are not named have the server's defaults,",
    "which the [field table](../fields.md) lists.\n",
    table(["Setting", "Value", "Meaning"], rows),
  ].join("\n");
}

function exceptions(streams: readonly [string, StreamDefinition][]): readonly string[] {
  const rows = streams.flatMap(([name, { config }]) =>
    settings(config).map(([field, value]) => [code(name), code(field), code(value)]),
  );
  return rows.length === 0
    ? []
    : [
        "What single streams have instead or in addition:",
        table(["Stream", "Setting", "Value"], rows),
      ];
}

function consumers(streams: readonly [string, StreamDefinition][]): string {
  const rows = streams.flatMap(([stream, { consumers = {} }]) =>
    Object.entries(consumers).map(([name, config]) => [
      code(name),
      code(stream),
      codes(settings(config).map(([field, value]) => `${field}: ${value}`)),
    ]),
  );
  return rows.length === 0 ? "None is declared." : table(["Consumer", "Stream", "Settings"], rows);
}

/** Nothing where there are none. */
function bucketSection({ buckets = {} }: SystemDefinition): readonly string[] {
  const kinds: readonly (readonly [string, Readonly<Record<string, BucketDefinition>>])[] = [
    ["key-value", buckets.keyValue ?? {}],
    ["objects", buckets.objectStore ?? {}],
  ];
  const rows = kinds.flatMap(([kind, named]) =>
    Object.entries(named).map(([name, { purpose, usedBy, config = {} }]) => [
      code(name),
      kind,
      purpose,
      usedBy.join(", "),
      codes(settings(config).map(([field, value]) => `${field}: ${value}`)),
    ]),
  );
  return rows.length === 0
    ? []
    : ["## Buckets", table(["Bucket", "Holds", "Purpose", "Used By", "Settings"], rows)];
}

const settings = (config: object): readonly (readonly [string, string])[] =>
  Object.entries(config)
    .filter(([name]) => !elsewhere.includes(name))
    .map(([name, value]: [string, unknown]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
