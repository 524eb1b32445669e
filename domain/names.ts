/** The longest name in bytes. nats-server server/jetstream_api.go, JSMaxNameLen. */
const maxNameBytes = 255;

/**
 * Why a text is no name for a stream. Names become subject tokens and folder names on the server.
 *
 * @returns a reason with the way out, or undefined where the name is right
 * @see nats-server server/stream.go, isValidName
 */
export const streamNameProblem = (name: string): string | undefined =>
  nameProblem(name, "stream", "ORDERS");

/** Why a text is no name for a consumer: the rules are those of stream names. */
export const consumerNameProblem = (name: string): string | undefined =>
  nameProblem(name, "consumer", "orders-worker");

/** @returns "; did you mean ...?" with the nearest candidate, for the end of a message; empty where none is near */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const guess = nearest(word, candidates);
  return guess === undefined ? "" : `; did you mean "${guess}"?`;
}

/**
 * @param listed the candidates as a person is to read them
 * @returns 'did you mean "...?"' with the nearest candidate; all there are where none is near
 */
export function meantOrKnown(
  word: string,
  candidates: Iterable<string>,
  listed = [...candidates].join(", "),
): string {
  const guess = nearest(word, candidates);
  return guess === undefined ? `known are ${listed}` : `did you mean "${guess}"?`;
}

/**
 * The candidate a person most likely meant, letter case aside: at most one wrong letter in three, or the word with
 * more letters around it ("startSeq" for "optStartSeq").
 *
 * @returns the first of the nearest candidates, or undefined where none is near
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = word.toLowerCase();
  // of a short word some letter must be right, else anything is near
  const most = Math.min(Math.max(1, Math.floor(wanted.length / 3)), wanted.length - 1);
  let best: string | undefined;
  let fewest = Infinity;
  for (const candidate of candidates) {
    const edits = distance(wanted, candidate.toLowerCase());
    const part = wanted.length >= 4 && candidate.toLowerCase().includes(wanted);
    if (edits < fewest && (edits <= most || part)) {
      [best, fewest] = [candidate, edits];
    }
  }
  return best;
}

function nameProblem(name: string, kind: string, example: string): string | undefined {
  const got = `got ${JSON.stringify(name)}`;
  const bytes = new TextEncoder().encode(name).length;
  if (name === "") {
    return `${got}; a ${kind} has a name, such as "${example}"`;
  }
  if (bytes > maxNameBytes) {
    return `got a name of ${bytes} bytes; a ${kind} name has at most ${maxNameBytes}`;
  }
  // \p{C}: control characters and the like, which nobody can see or type
  const [bad] = /[\s.*>/\\]|\p{C}/u.exec(name) ?? [];
  return bad === undefined
    ? undefined
    : `${got}; a ${kind} name has no white space and none of . * > / \\; use letters, digits, "-" and "_", such as "${example}"`;
}

/** Edits (insert, remove, replace, swap of neighbours) that lead from one word to the other. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1) {
    const row: number[] = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity;
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped));
    }
  }
  return at(a.length, b.length);
}
