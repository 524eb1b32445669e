import type { StreamSource } from "../domain/stream/streamConfig";
import type { StreamDefinition, SystemDefinition } from "../domain/system";

/** A stream with the id that its nodes of the picture have. */
interface Node {
  readonly id: number;
  readonly name: string;
  readonly stream: StreamDefinition;
}

/**
 * Draws a system for Mermaid, from left to right: subjects, the streams that store them, the consumers that read those.
 * A dotted arrow is a source or a mirror, with its filter.
 */
export function renderFlow({ streams }: SystemDefinition): string {
  const nodes = Object.entries(streams).map(([name, stream], id) => ({ id, name, stream }));
  const ids = new Map(nodes.map(({ id, name }) => [name, `stream${id}`]));
  return [
    "flowchart LR",
    ...nodes.flatMap(publishing),
    ...nodes.flatMap((node) => copying(node, ids)),
    ...nodes.flatMap(consuming),
  ].join("\n  ");
}

function publishing({ id, name, stream }: Node): readonly string[] {
  const subjects = stream.config.subjects ?? [];
  const store = `stream${id}[("${label(name)}")]`;
  return subjects.length === 0
    ? [store]
    : [`subjects${id}(["${subjects.map(label).join("<br/>")}"]) --> ${store}`];
}

function copying({ id, stream }: Node, ids: ReadonlyMap<string, string>): readonly string[] {
  const { mirror, sources = [] } = stream.config;
  return [...(mirror ? [mirror] : []), ...sources].map((source, at) => {
    const outside = `origin${id}x${at}[("${label(source.name)}")]`;
    const from = source.external ? outside : (ids.get(source.name) ?? outside);
    return `${from} -. "${copied(source)}" .-> stream${id}`;
  });
}

const copied = ({ filterSubject, subjectTransforms = [] }: StreamSource): string => {
  const filters = filterSubject === undefined ? [] : [filterSubject];
  const texts = [...filters, ...subjectTransforms.map(({ src = ">" }) => src)];
  return texts.length === 0 ? "everything" : texts.map(label).join("<br/>");
};

const consuming = ({ id, stream }: Node): readonly string[] =>
  Object.keys(stream.consumers ?? {}).map(
    (name, at) => `stream${id} --> consumer${id}x${at}[/"${label(name)}"/]`,
  );

/** Mermaid reads `*` and `>` in its own way, even within quotes: all but plain characters are written by number. */
const label = (text: string): string =>
  text.replace(/[^\w.\- ]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
