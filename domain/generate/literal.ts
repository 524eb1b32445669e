import { isObject, type Json } from "../json";

/** Columns of a line; as the project's formatter has it. */
const width = 100;

/**
 * Writes a value as TypeScript, formatted as the project's formatter would leave it.
 *
 * @param depth how many levels the line is indented on which it begins
 * @param used columns of that line which are taken, what comes right after the value among them
 */
export function literal(value: Json, depth: number, used: number): string {
  const short = inline(value);
  if (short !== undefined && used + short.length <= width) return short;
  if (Array.isArray(value)) return broken("[", "]", depth, items(value, depth + 1));
  return isObject(value) ? broken("{", "}", depth, members(value, depth + 1)) : (short ?? "");
}

/** @returns a text in the quotes that need fewer escapes, double ones where it does not matter */
export function quotedText(text: string): string {
  const json = JSON.stringify(text);
  const [double, single] = [count(text, '"'), count(text, "'")];
  return double > single
    ? `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
    : json;
}

const count = (text: string, letter: string): number => text.split(letter).length - 1;

const broken = (open: string, close: string, depth: number, lines: readonly string[]): string =>
  [open, ...lines.map((line) => `${indent(depth + 1)}${line},`), `${indent(depth)}${close}`].join(
    "\n",
  );

const indent = (depth: number): string => "  ".repeat(depth);

const items = (list: readonly Json[], depth: number): readonly string[] =>
  // the comma after it
  list.map((item) => literal(item, depth, 2 * depth + 1));

function members(value: Readonly<Record<string, Json>>, depth: number): readonly string[] {
  return Object.entries(value).map(([key, member]) => {
    const name = `${keyText(key)}:`;
    const used = 2 * depth + name.length + 2;
    const text = literal(member, depth, used);
    const below = typeof member === "string" && used + text.length > width;
    return below ? `${name}\n${indent(depth + 1)}${text}` : `${name} ${text}`;
  });
}

/** @returns the value in one line, or undefined where it may not be */
function inline(value: Json): string | undefined {
  if (Array.isArray(value)) {
    const parts = mustBreak(value) ? [undefined] : value.map((item: Json) => inline(item));
    return parts.includes(undefined) ? undefined : `[${parts.join(", ")}]`;
  }
  if (isObject(value)) {
    const parts = Object.entries(value).map(([key, member]) => [keyText(key), inline(member)]);
    if (parts.some(([, text]) => text === undefined)) return undefined;
    const text = parts.map(([key, member]) => `${String(key)}: ${String(member)}`).join(", ");
    return text === "" ? "{}" : `{ ${text} }`;
  }
  return typeof value === "string" ? quotedText(value) : JSON.stringify(value);
}

/** Several objects or several lists, each with several members, go below one another. */
function mustBreak(list: readonly Json[]): boolean {
  const several = (item: Json): boolean =>
    Array.isArray(item) ? item.length > 1 : isObject(item) && Object.keys(item).length > 1;
  const sort = (item: Json | undefined): boolean => Array.isArray(item);
  return list.length > 1 && list.every((item) => several(item) && sort(item) === sort(list[0]));
}

/** Without brackets this one would give the object another prototype instead of a member. */
const keyText = (key: string): string => {
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quotedText(key);
};
