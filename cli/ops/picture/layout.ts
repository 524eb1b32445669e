import type { Graph, GraphEdge, GraphNode } from "../../../domain/picture/graph";

/** In pixels, from the upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A node with the place of its middle. */
export interface PlacedNode extends GraphNode, Point, Size {}

/** An arrow with the points that it goes through, and where its text stands. */
export interface PlacedEdge extends GraphEdge {
  readonly points: readonly Point[];
  /** Middle of the text, where there is one. */
  readonly label?: Point;
}

/** A graph with all its places. */
export interface Layout extends Size {
  readonly title: string;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** What is used of the layout library, whose own types do not resolve here: its files import each other without endings. */
interface Dagre {
  readonly Graph: new (options: { readonly multigraph: boolean }) => DagreGraph;
  layout(graph: DagreGraph): void;
}

interface DagreGraph {
  setGraph(options: object): void;
  setNode(id: string, size: Size): void;
  setEdge(from: string, to: string, label: object, name: string): void;
  node(id: string): Point & Size;
  edge(edge: { readonly v: string; readonly w: string; readonly name: string }): Partial<Point> & {
    readonly points: readonly Point[];
  };
}

/** A node nobody sees, before all subjects: it keeps them in one column. */
const start = "start";

/**
 * Finds places for the nodes of a graph, from left to right.
 *
 * @param sizeOf how large a node, or the text of an arrow, is
 */
export function layoutOf(graph: Graph, sizeOf: (part: GraphNode | GraphEdge) => Size): Layout {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const dagre = require("@dagrejs/dagre") as Dagre;
  const places = new dagre.Graph({ multigraph: true });
  places.setGraph({ rankdir: "LR", nodesep: 14, edgesep: 10, ranksep: 36 });
  places.setNode(start, { width: 0, height: 0 });
  // what comes in last is placed first
  for (const node of graph.nodes.toReversed()) {
    places.setNode(node.id, { ...sizeOf(node) });
    if (node.kind === "subjects") places.setEdge(start, node.id, { weight: 10 }, start);
  }
  graph.edges.forEach((edge, at) => {
    places.setEdge(edge.from, edge.to, { ...sizeOf(edge), labelpos: "c" }, String(at));
  });
  dagre.layout(places);
  const nodes = graph.nodes.map((node) => ({ ...node, ...places.node(node.id) }));
  const edges = graph.edges.map((edge, at): PlacedEdge => {
    const { points, x, y } = places.edge({ v: edge.from, w: edge.to, name: String(at) });
    const label = edge.lines.length > 0 && x !== undefined && y !== undefined && { x, y };
    const [from, to] = [places.node(edge.from), places.node(edge.to)];
    const level = [
      { x: from.x + from.width / 2, y: from.y },
      ...points.slice(1, -1),
      { x: to.x - to.width / 2, y: to.y },
    ];
    return { ...edge, points: level, ...(label && { label }) };
  });
  return atOrigin(graph.title, nodes, edges, sizeOf);
}

/** Moves everything to the corner. */
function atOrigin(
  title: string,
  nodes: readonly PlacedNode[],
  edges: readonly PlacedEdge[],
  sizeOf: (part: GraphEdge) => Size,
): Layout {
  const boxes = [
    ...nodes,
    ...edges.flatMap((edge) => (edge.label ? [{ ...edge.label, ...sizeOf(edge) }] : [])),
    ...edges.flatMap(({ points }) => points.map((point) => ({ ...point, width: 0, height: 0 }))),
  ];
  const left = Math.min(...boxes.map(({ x, width }) => x - width / 2));
  const top = Math.min(...boxes.map(({ y, height }) => y - height / 2));
  const moved = <Where extends Point>(where: Where): Where => ({
    ...where,
    x: where.x - left,
    y: where.y - top,
  });
  return {
    title,
    width: Math.max(...boxes.map(({ x, width }) => x + width / 2)) - left,
    height: Math.max(...boxes.map(({ y, height }) => y + height / 2)) - top,
    nodes: nodes.map(moved),
    edges: edges.map(({ points, label, ...edge }) => ({
      ...edge,
      points: points.map(moved),
      ...(label && { label: moved(label) }),
    })),
  };
}
