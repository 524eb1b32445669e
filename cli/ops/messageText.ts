import { isUtf8 } from "node:buffer";
import { createColors } from "picocolors";
import { humanSize } from "../../domain/units";
import type { StoredMessage } from "../../jetstream/storedMessages";

/** The most of one message that is shown to a person, in characters. */
const mostShown = 4000;

/** @returns one message as a program reads it; data that is no text comes as base64 */
export function messageDocument(message: StoredMessage): object {
  const { sequence, subject, time } = message;
  const data = Buffer.from(message.data, "base64");
  return {
    sequence,
    subject,
    time,
    headers: Object.fromEntries(headersOf(message)),
    ...(isUtf8(data) ? { data: data.toString("utf8") } : { base64: message.data }),
  };
}

/** @returns one message as a person reads it: a line of where and when, its headers, its data */
export function messageText(message: StoredMessage, colour: boolean): string {
  const { bold, dim } = createColors(colour);
  const data = Buffer.from(message.data, "base64");
  const head = `#${message.sequence} ${bold(visible(message.subject))} ${dim(message.time)} (${humanSize(data.length)})`;
  const headers = headersOf(message).flatMap(([name, values]) =>
    values.map((value) => `  ${dim(visible(`${name}: ${value}`))}`),
  );
  const body = isUtf8(data) ? visible(data.toString("utf8")) : `base64: ${message.data}`;
  return [head, ...headers, ...(data.length > 0 ? indented(body) : [])].join("\n");
}

function indented(text: string): readonly string[] {
  const more = text.length - mostShown;
  const shown = more > 0 ? `${text.slice(0, mostShown)}\n… ${more} characters more` : text;
  return shown
    .trimEnd()
    .split("\n")
    .map((line) => `  ${line}`);
}

/** What somebody else has published must not steer the terminal. */
const visible = (text: string): string =>
  text.replaceAll(
    /(?![\n\t])\p{Cc}/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );

/** The first line of a header block names the protocol. */
function headersOf({ headers }: StoredMessage): readonly (readonly [string, readonly string[]])[] {
  const named = new Map<string, string[]>();
  const lines = Buffer.from(headers, "latin1").toString("utf8").split("\r\n").slice(1);
  for (const line of lines) {
    const [, name, value = ""] = /^([^:]+):\s*(.*)$/s.exec(line) ?? [];
    if (name !== undefined) named.set(name, [...(named.get(name) ?? []), value]);
  }
  return [...named];
}
