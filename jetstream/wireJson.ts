const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/**
 * Parses a reply of the server. A whole number that a JavaScript number cannot hold comes as its decimal digits in a
 * string, so that no sequence changes silently; whole-millisecond durations stay numbers. `wireText` is the inverse.
 *
 * @throws SyntaxError where the text is no JSON
 */
export function parseWire(text: string): unknown {
  return JSON.parse(
    text.replace(stringOrNumber, (token) => (isInexact(token) ? `"${token}"` : token)),
  );
}

const isInexact = (token: string): boolean =>
  /^-?\d{16,}$/.test(token) && String(Number(token)) !== token;
