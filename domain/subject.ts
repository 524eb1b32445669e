/** Stands for whatever a wildcard matches, in an example. */
const sample = "x";

/**
 * Why a text is no subject for a stream: empty tokens, white space, a wildcard that does not stand alone.
 * A wildcard glued to letters ("orders*") is legal to the server, which takes it literally; here it is refused,
 * for nobody means that.
 *
 * @param subject such as "orders.created", "orders.*", "orders.>"
 * @returns a reason with the way out, or undefined where the subject is right
 * @see nats-server server/sublist.go, IsValidSubject
 */
export function subjectProblem(subject: string): string | undefined {
  const got = `got ${JSON.stringify(subject)}`;
  const tokens = subject.split(".");
  const glued = tokens.find((token) => token.length > 1 && /[*>]/.test(token));
  if (subject === "") {
    return `${got}; write tokens joined by dots, such as "orders.created", "orders.*" or "orders.>"`;
  }
  // NUL cannot travel in a subject
  if (/\s|\0/.test(subject)) {
    return `${got}; a subject has no white space`;
  }
  if (tokens.includes("")) {
    return `${got}; a subject neither starts nor ends with a dot and has no two dots in a row`;
  }
  if (glued !== undefined) {
    return `${got}; a wildcard stands alone between dots, as in "orders.*" or "orders.>", not inside ${JSON.stringify(glued)}`;
  }
  return tokens.slice(0, -1).includes(">")
    ? `${got}; ">" stands only at the end; use "*" for one token in the middle`
    : undefined;
}

/** @returns whether some subject is matched by both */
export function subjectsOverlap(a: string, b: string): boolean {
  return subjectIntersection(a, b) !== undefined;
}

/**
 * A subject that both match: what a server finds when it refuses the second of two streams (10065).
 *
 * @returns a subject without wildcards, or undefined where the two have nothing in common
 * @see nats-server server/sublist.go, SubjectsCollide
 */
export function overlapExample(a: string, b: string): string | undefined {
  return subjectIntersection(a, b)
    ?.split(".")
    .map((token) => (token === "*" || token === ">" ? sample : token))
    .join(".");
}

/** @returns the pattern of all subjects that both match, or undefined where there is none */
export function subjectIntersection(a: string, b: string): string | undefined {
  const [left, right] = [a.split("."), b.split(".")];
  const found: string[] = [];
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    if (isRest(left, i) || isRest(right, i)) {
      // from here one side takes anything, so the other decides; it must have a token left
      const rest = (isRest(left, i) ? right : left).slice(i);
      return rest.length === 0 ? undefined : [...found, ...rest].join(".");
    }
    const token = commonToken(left[i], right[i]);
    if (token === undefined) {
      return undefined;
    }
    found.push(token);
  }
  return found.join(".");
}

/** @returns whether every subject that `a` matches is matched by `b` */
export function isSubset(a: string, b: string): boolean {
  const [inner, outer] = [a.split("."), b.split(".")];
  for (const [i, token] of outer.entries()) {
    if (isRest(outer, i)) {
      return inner.length > i;
    }
    const part = inner[i];
    if (part === undefined || isRest(inner, i) || (token !== "*" && token !== part)) {
      return false;
    }
  }
  return inner.length === outer.length;
}

/** ">" matches one or more tokens, but only as the last one. */
const isRest = (tokens: readonly string[], at: number): boolean =>
  at === tokens.length - 1 && tokens[at] === ">";

function commonToken(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) {
    return undefined;
  }
  if (a === "*") {
    return b;
  }
  return b === "*" || a === b ? a : undefined;
}
