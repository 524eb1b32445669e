import { subjectIntersection } from "../subject";

/**
 * Where a subject mapping takes subjects: that of `subjectTransform`, of a source's transforms and of `republish`.
 * A token made by a function is taken for any token, the several of a split or slice for any tail.
 *
 * @param pattern the subjects that come in
 * @param src those that are mapped; "" is all
 * @param dest tokens, `$1` or `{{wildcard(1)}}` for what a wildcard of `src` matched, ">" for its tail; "" keeps the subject
 * @returns the pattern of what comes out, or undefined where nothing that comes in is mapped
 * @see nats-server server/subject_transform.go
 */
export function mapSubject(pattern: string, src: string, dest: string): string | undefined {
  const from = src === "" ? ">" : src;
  const matched = subjectIntersection(pattern, from);
  if (matched === undefined || dest === "") {
    return matched;
  }
  const out: string[] = [];
  for (const token of dest.split(".")) {
    const parts = mapToken(token, from.split("."), matched.split("."));
    out.push(...parts);
    // what stands behind an unknown number of tokens cannot be placed
    if (parts.at(-1) === ">") {
      break;
    }
  }
  return out.join(".");
}

function mapToken(
  token: string,
  src: readonly string[],
  matched: readonly string[],
): readonly string[] {
  const [, dollar, braces] =
    /^(?:\$(\d+)|\{\{\s*wildcard\(\s*(\d+)\s*\)\s*\}\})$/i.exec(token) ?? [];
  const wildcard = dollar ?? braces;
  if (wildcard !== undefined) {
    const places = [...src.keys()].filter((place) => src[place] === "*");
    return [matched[places[Number(wildcard) - 1] ?? -1] ?? "*"];
  }
  if (token === ">") {
    return src.at(-1) === ">" ? matched.slice(src.length - 1) : [">"];
  }
  if (token.startsWith("{{")) {
    return [/^\{\{\s*(partition|random|left|right)\(/i.test(token) ? "*" : ">"];
  }
  return [token];
}
