import type { Graph, GraphEdge, GraphNode, NodeKind } from "./graph";

/** What stands around the text of a node. */
const shapes: Readonly<Record<NodeKind, readonly [string, string]>> = {
  subjects: ["([", "])"],
  stream: ["[(", ")]"],
  keyValue: ["[(", ")]"],
  objectStore: ["[(", ")]"],
  outside: ["[(", ")]"],
  consumer: ["[/", "/]"],
};

/**
 * Writes pictures as a Mermaid flowchart, from left to right: subjects, the streams that store them, the consumers that
 * read those. A dotted arrow is a source or a mirror, with its filter. Several pictures get a frame each.
 */
export function mermaidOf(graphs: readonly Graph[]): string {
  const [first, ...others] = graphs;
  const lines =
    first && others.length === 0
      ? graphLines(first, "")
      : graphs.flatMap((graph, at) => [
          `subgraph system${at}["${label(graph.title)}"]`,
          "  direction LR",
          ...graphLines(graph, `s${at}`).map((line) => `  ${line}`),
          "end",
        ]);
  const classes = standings.filter(({ standing }) =>
    graphs.some(({ nodes }) => nodes.some((node) => node.standing === standing)),
  );
  return ["flowchart LR", ...lines, ...classes.map(({ style }) => style)].join("\n  ");
}

const standings = [
  { standing: "unmanaged", style: "classDef unmanaged stroke-dasharray: 5 4" },
  { standing: "missing", style: "classDef missing stroke-dasharray: 2 4,opacity: 0.6" },
] as const;

/** A node is written out where it is named first. */
function graphLines({ nodes, edges }: Graph, prefix: string): readonly string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const written = new Set<string>();
  const name = (id: string): string => {
    const node = byId.get(id);
    if (node === undefined || written.has(id)) return prefix + id;
    written.add(id);
    return nodeText(node, prefix);
  };
  const published = new Map(edges.filter(isPublishing).map((edge) => [edge.to, edge]));
  const stores = nodes.filter(({ kind }) => !["subjects", "outside", "consumer"].includes(kind));
  return [
    ...stores.map(({ id }) => {
      const edge = published.get(id);
      return edge ? edgeText(edge, name) : name(id);
    }),
    ...edges.filter((edge) => !isPublishing(edge)).map((edge) => edgeText(edge, name)),
  ];
}

const isPublishing = ({ kind }: GraphEdge): boolean => kind === "publish";

function nodeText({ id, kind, lines, standing }: GraphNode, prefix: string): string {
  const [open, close] = shapes[kind];
  const mark = standing === "declared" ? "" : `:::${standing}`;
  return `${prefix}${id}${open}"${lines.map(label).join("<br/>")}"${close}${mark}`;
}

function edgeText({ from, to, kind, lines }: GraphEdge, name: (id: string) => string): string {
  // the arrow's beginning is written first
  const begin = name(from);
  const arrow = kind === "copy" ? `-. "${lines.map(label).join("<br/>")}" .->` : "-->";
  return `${begin} ${arrow} ${name(to)}`;
}

/** Mermaid reads `*` and `>` in its own way, even within quotes: all but plain characters are written by number. */
const label = (text: string): string =>
  text.replace(/[^\w.\- ]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
