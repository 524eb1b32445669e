/**
 * Why a transform cannot be: its end does not go with its beginning.
 *
 * @param src subjects that come in, ">" for all
 * @param dest what they become; "$1" or "{{wildcard(1)}}" is what the first "*" of `src` matched
 * @returns a reason with the way out, or undefined where a server takes it
 * @see nats-server server/subject_transform.go, NewSubjectTransform
 */
export function transformProblem(src: string, dest: string): string | undefined {
  const [from, to] = [src.split("."), dest.split(".")];
  const got = `got "${dest}" for src "${src}"`;
  if (to.includes("*")) {
    return `${got}; write "$1", "$2" and so on for what the wildcards "*" of src match`;
  }
  const [open, opens] = [from.at(-1) === ">", to.at(-1) === ">"];
  if (open !== opens) {
    return open
      ? `${got}; src ends with ">", so end dest with ">" as well`
      : `${got}; src does not end with ">", so dest does not either`;
  }
  const wildcards = from.filter((token) => token === "*").length;
  const beyond = to.flatMap(wildcardNumbers).find((number) => number > wildcards);
  return beyond === undefined
    ? undefined
    : `${got}; there is no wildcard ${beyond}: src has ${wildcards}`;
}

/** Which wildcards of the source a token of the destination takes. */
function wildcardNumbers(token: string): readonly number[] {
  const [, dollar] = /^\$(\d+)$/.exec(token) ?? [];
  if (dollar !== undefined) {
    return [Number(dollar)];
  }
  const [, name = "", list = ""] = /^\{\{\s*(\w+)\((.*)\)\s*\}\}$/.exec(token) ?? [];
  const numbers = list.split(",").map((text) => Number.parseInt(text, 10));
  return takenBy(name.toLowerCase(), numbers).filter((number) => !Number.isNaN(number));
}

/** The first argument of a partition is how many there are; a random number takes no wildcard. */
function takenBy(name: string, numbers: readonly number[]): readonly number[] {
  if (name === "random") {
    return [];
  }
  return name === "partition" ? numbers.slice(1) : numbers.slice(0, 1);
}
