import { thisScreen } from "../summary";
import type { Screen } from "../summary";

/** How a verb talks: to a person, or as one JSON document to a program. */
export interface Voice {
  readonly json: boolean;
  readonly screen: Screen;
  /** The answer itself, a line or more, on stdout. */
  readonly say: (text: string) => void;
  /** What is not part of the answer, on stderr: progress, warnings. */
  readonly remark: (text: string) => void;
}

/** @param json whether the answer is a document; then nothing else may stand on stdout */
export const voice = (json: boolean): Voice => ({
  json,
  screen: thisScreen(),
  say: (text) => {
    console.log(text);
  },
  remark: (text) => {
    console.error(text);
  },
});

/** Answers with the document, or with the text for people. */
export function answer({ json, say }: Voice, document: object, text: () => string): void {
  say(json ? JSON.stringify(document, undefined, 2) : text());
}
