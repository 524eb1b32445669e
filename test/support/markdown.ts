import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A page of the documentation. */
export interface Page {
  /** From the project's folder, with slashes: "docs/settings.md". */
  readonly path: string;
  readonly text: string;
}

/** A fenced block. */
export interface Block {
  /** Where it begins, for messages: "README.md:12". */
  readonly place: string;
  /** "ts", "sh", "mermaid"; empty where none is named. */
  readonly language: string;
  readonly text: string;
  /** The heading "## ..." above it; empty where there is none. */
  readonly section: string;
}

/** Folders with pages that are none of ours. */
const foreign = new Set(["node_modules", "dist", ".git", ".nats-stack"]);

/** @returns all Markdown pages below a folder */
export function pagesBelow(root: string, folder = ""): readonly Page[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      return foreign.has(entry.name) ? [] : pagesBelow(root, path);
    }
    return path.endsWith(".md") ? [{ path, text: readFileSync(join(root, path), "utf8") }] : [];
  });
}

/** @returns the fenced blocks of a page */
export function blocksOf({ path, text }: Page): readonly Block[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map((match) => {
    const above = text.slice(0, match.index);
    return {
      place: `${path}:${above.split("\n").length}`,
      language: match[1] ?? "",
      text: match[2] ?? "",
      section: [...above.matchAll(/^## (.+)$/gm)].at(-1)?.[1] ?? "",
    };
  });
}

/** @returns the text without fenced blocks and without code within lines */
export const proseOf = ({ text }: Page): string =>
  text.replaceAll(/^```.*?^```$/gms, "").replaceAll(/`[^`\n]*`/g, "");

/** @returns where the links of a page lead, as they are written */
export const linksOf = (page: Page): readonly string[] =>
  // code within the words of a link is gone, its brackets are not
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);

/** @returns the anchors that headings of a page give, as GitHub makes them */
export const anchorsOf = ({ text }: Page): readonly string[] =>
  [...text.replaceAll(/^```.*?^```$/gms, "").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\-_ ]/gu, "")
      .replaceAll(" ", "-"),
  );
