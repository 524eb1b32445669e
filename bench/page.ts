import { table } from "../docs/renderMarkdown";
import type { Grid } from "./report";

const begin = "<!-- Written by `npm run bench -- --write`, down to the end mark. -->";
const end = "<!-- End of what `npm run bench -- --write` writes. -->";

/**
 * Puts a result into a page, in the place of the one before.
 *
 * @param page with both marks in it
 * @throws Error where a mark is missing
 */
export function withResult(page: string, intro: string, grids: readonly Grid[]): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) {
    throw new Error(`the page lacks its marks; put in these two lines:\n${begin}\n${end}`);
  }
  const parts = [begin, intro, ...grids.flatMap(blocksOf)];
  return `${page.slice(0, from)}${parts.join("\n\n")}\n\n${page.slice(to)}`;
}

const blocksOf = ({ title, head, rows, notes }: Grid): readonly string[] => [
  `### ${title}`,
  table(head, rows),
  ...notes,
];
