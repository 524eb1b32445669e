import type { GraphEdge, GraphNode } from "../../../domain/picture/graph";
import { closenessOf } from "../../../domain/usage";
import type { PlacedEdge, PlacedNode, Point, Size } from "./layout";

/** Of the text, in pixels: a font whose letters are all of one width, so that nobody has to measure. */
const letter = { width: 7.3, height: 16 };
const padding = { x: 12, y: 8 };

/** More lines, and longer ones, stand in the tooltip alone. */
const most = { lines: 10, letters: 44 };

/** @returns how large a node is, or the text of an arrow */
export function sizeOf(part: GraphNode | GraphEdge): Size {
  const texts = shown(part.lines);
  const details = "details" in part ? detailsText(part) : "";
  const widest = Math.max(0, ...texts.map(({ length }) => length), details.length * 0.86);
  if (!("id" in part)) {
    return texts.length === 0
      ? { width: 0, height: 0 }
      : { width: widest * letter.width * 0.86 + 8, height: texts.length * 14 + 2 };
  }
  const lines = texts.length + (details === "" ? 0 : 1);
  return {
    width: Math.max(widest * letter.width + 2 * padding.x, 80),
    height: lines * letter.height + 2 * padding.y,
  };
}

/** @returns a node as SVG: its shape, its text, and everything about it as a tooltip */
export function nodeShape(node: PlacedNode): string {
  const { kind, standing, x, y, width, height, lines } = node;
  const corner = { subjects: 14, consumer: 3 }[kind as string] ?? 7;
  const details = detailsText(node);
  const all = [...shown(lines), ...(details === "" ? [] : [details])];
  const first = y - ((all.length - 1) * letter.height) / 2;
  const text = all.map((line, at) => {
    const style = details !== "" && at === all.length - 1 ? "detail" : kind;
    return textAt({ x, y: first + at * letter.height }, line, style);
  });
  const tip = [standing === "declared" ? "" : note[standing], ...lines].filter(Boolean).join("\n");
  return [
    `<g class="node ${kind} ${standing}"><title>${escape(tip)}</title>`,
    `<rect x="${px(x - width / 2)}" y="${px(y - height / 2)}" width="${px(width)}" height="${px(height)}" rx="${corner}"/>`,
    ...usageBar(node),
    ...text,
    "</g>",
  ].join("");
}

const note = { unmanaged: "not declared", missing: "declared, and not there" } as const;

/** How full a stream is, along its lower edge. */
function usageBar({ share, x, y, width, height }: PlacedNode): readonly string[] {
  if (share === undefined) return [];
  const full = width - 16;
  const bar = (length: number, style: string): string =>
    `<rect class="${style}" x="${px(x - width / 2 + 8)}" y="${px(y + height / 2 - 6)}" width="${px(length)}" height="3" rx="1.5"/>`;
  return [bar(full, "room"), bar(full * Math.min(1, share), `used ${closenessOf(share)}`)];
}

/** @returns an arrow as SVG, bent so that it leaves and arrives level */
export function edgeShape(edge: PlacedEdge): string {
  const { kind, points, label, lines } = edge;
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const path = rest.map((to, at) => bend(points[at] ?? first, to)).join("");
  const texts = shown(lines).map((line, at, all) => {
    const y = (label?.y ?? 0) + (at - (all.length - 1) / 2) * 14;
    return label ? textAt({ x: label.x, y }, line, "label") : "";
  });
  const { width, height } = sizeOf(edge);
  const plate = label
    ? `<rect class="plate" x="${px(label.x - width / 2)}" y="${px(label.y - height / 2)}" width="${px(width)}" height="${px(height)}"/>`
    : "";
  return `<path class="edge ${kind}" d="M${px(first.x)} ${px(first.y)}${path}" marker-end="url(#arrow)"/>${plate}${texts.join("")}`;
}

function bend(from: Point, to: Point): string {
  const middle = (from.x + to.x) / 2;
  return `C${px(middle)} ${px(from.y)} ${px(middle)} ${px(to.y)} ${px(to.x)} ${px(to.y)}`;
}

const textAt = ({ x, y }: Point, text: string, style: string): string =>
  `<text class="${style}" x="${px(x)}" y="${px(y)}">${escape(text)}</text>`;

function shown(lines: readonly string[]): readonly string[] {
  const fitting = lines.length > most.lines ? lines.slice(0, most.lines - 1) : lines;
  const left = lines.length - fitting.length;
  const cut = fitting.map((line) =>
    line.length > most.letters ? `${line.slice(0, most.letters - 1)}…` : line,
  );
  return left > 0 ? [...cut, `and ${left} more`] : cut;
}

const kinds: Readonly<Record<string, string>> = { keyValue: "key-value", objectStore: "objects" };

const detailsText = ({ kind, details }: GraphNode): string =>
  [...(kind in kinds ? [kinds[kind] ?? ""] : []), ...details].join(" · ");

const px = (number: number): string => String(Math.round(number * 10) / 10);

/** @returns text for XML and HTML, in elements and in attributes */
export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
