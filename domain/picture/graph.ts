import type { BucketKind } from "../bucket/bucketId";
import type { StreamConfig, StreamSource } from "../stream/streamConfig";
import { type DrawnStream, type Picture, type Standing, storeOf } from "./picture";

/** What a node stands for; "outside" is a stream that the picture does not hold. */
export type NodeKind = "subjects" | "stream" | BucketKind | "outside" | "consumer";

export interface GraphNode {
  /** Letters and digits, unique in its graph. */
  readonly id: string;
  readonly kind: NodeKind;
  /** Its text, a line each. */
  readonly lines: readonly string[];
  /** What else there is to know, in short: "file", "7d", "100MB". */
  readonly details: readonly string[];
  readonly standing: Standing;
  /** As in {@link DrawnStream}. */
  readonly share?: number;
}

/** An arrow from where messages come to where they go; "copy" is a source or a mirror. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: "publish" | "copy" | "read";
  /** What a copy lets through, a line each. */
  readonly lines: readonly string[];
}

/** A picture as nodes and arrows, from publishers to consumers. */
export interface Graph {
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  /** By streams: what is published, then what is copied, then who reads. */
  readonly edges: readonly GraphEdge[];
}

/** @returns nodes and arrows of a picture, in the order of its streams */
export function graphOf({ title, streams }: Picture): Graph {
  const ids = new Map(streams.map(({ name }, id) => [name, `stream${id}`]));
  const parts = streams.map((stream, id) => partOf(stream, id, ids));
  return {
    title,
    nodes: parts.flatMap(({ nodes }) => nodes),
    edges: (["publish", "copy", "read"] as const).flatMap((kind) =>
      parts.flatMap(({ edges }) => edges.filter((edge) => edge.kind === kind)),
    ),
  };
}

type Part = Pick<Graph, "nodes" | "edges">;

function partOf(stream: DrawnStream, id: number, ids: ReadonlyMap<string, string>): Part {
  const own = `stream${id}`;
  const { kind, label } = storeOf(stream);
  const { config, standing, share } = stream;
  const store: GraphNode = {
    ...{ id: own, kind, lines: [label], details: detailsOf(config), standing },
    ...(share !== undefined && { share }),
  };
  const parts = [
    // what clients publish into a bucket is theirs to know
    kind === "stream" ? publishing(config.subjects ?? [], id, standing) : nothing,
    ...copying(config, id, ids),
    ...stream.consumers.map(({ name, standing }, at): Part => {
      const reader = `consumer${id}x${at}`;
      return {
        nodes: [{ id: reader, kind: "consumer", lines: [name], details: [], standing }],
        edges: [{ from: own, to: reader, kind: "read", lines: [] }],
      };
    }),
  ];
  return {
    nodes: [store, ...parts.flatMap(({ nodes }) => nodes)],
    edges: parts.flatMap(({ edges }) => edges),
  };
}

const nothing: Part = { nodes: [], edges: [] };

function publishing(subjects: readonly string[], id: number, standing: Standing): Part {
  if (subjects.length === 0) return nothing;
  const node = `subjects${id}`;
  return {
    nodes: [{ id: node, kind: "subjects", lines: subjects, details: [], standing }],
    edges: [{ from: node, to: `stream${id}`, kind: "publish", lines: [] }],
  };
}

function copying(
  { mirror, sources = [] }: StreamConfig,
  id: number,
  ids: ReadonlyMap<string, string>,
): readonly Part[] {
  return [...(mirror ? [mirror] : []), ...sources].map((source, at) => {
    const inside = source.external ? undefined : ids.get(source.name);
    const from = inside ?? `origin${id}x${at}`;
    const outside: GraphNode = {
      ...{ id: from, kind: "outside", lines: [source.name] },
      ...{ details: source.external ? [source.external.api] : [], standing: "declared" },
    };
    return {
      nodes: inside === undefined ? [outside] : [],
      edges: [{ from, to: `stream${id}`, kind: "copy", lines: copied(source) }],
    };
  });
}

function copied({ filterSubject, subjectTransforms = [] }: StreamSource): readonly string[] {
  const filters = filterSubject === undefined ? [] : [filterSubject];
  const texts = [...filters, ...subjectTransforms.map(({ src = ">" }) => src)];
  return texts.length === 0 ? ["everything"] : texts;
}

/** The settings that people ask for first; what has its default says nothing. */
function detailsOf(config: StreamConfig): readonly string[] {
  const { storage = "file", replicas = 1, retention = "limits", maxAge, maxBytes } = config;
  return [
    ...(config.mirror ? ["mirror"] : []),
    ...(retention === "limits" ? [] : [retention]),
    storage,
    ...(replicas > 1 ? [`R${replicas}`] : []),
    ...(maxAge === undefined ? [] : [maxAge]),
    ...(maxBytes === undefined || maxBytes === -1 ? [] : [String(maxBytes)]),
  ];
}
