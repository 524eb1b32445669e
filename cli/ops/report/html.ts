import { escape } from "../picture/shapes";

/** Text that is HTML already; any other is escaped where it is put into a page. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | readonly Part[] | undefined;

/** Makes HTML of a template: what is put in stands for itself, and never becomes a tag. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: texts.map((text, at) => text + written(parts[at])).join(""),
});

/** @param text trusted, such as a picture drawn here */
export const raw = (text: string): Html => ({ html: text });

function written(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "object") return "html" in part ? part.html : part.map(written).join("");
  return escape(String(part));
}
