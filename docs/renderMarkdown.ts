/** @returns a table; cells are Markdown, in which a line break becomes `<br>` and a pipe is escaped */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", "<br>");

/** @returns the text as code */
export const code = (text: string): string => `\`${text}\``;

/** @returns the texts as code, with commas */
export const codes = (texts: readonly string[]): string => texts.map(code).join(", ");

/** @returns a fenced block */
export const fence = (language: string, text: string): string =>
  ["```" + language, text, "```"].join("\n");

/** @returns blocks with an empty line between them, as the text of a file; blocks of undefined are left out */
export const page = (blocks: readonly (string | undefined)[]): string =>
  `${blocks.filter((block) => block !== undefined).join("\n\n")}\n`;

/** @param source file or folder to change instead of the page */
export const generated = (source: string): string =>
  `<!-- Written by \`npm run docs\` from ${source}: change that, not this page. -->`;

/** @returns "1 stream", "12 streams" */
export const counted = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? "" : "s"}`;
