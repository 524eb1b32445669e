/** What `npm run bench` was asked for. */
export interface BenchOptions {
  /** Numbers of generated streams. */
  readonly sizes: readonly number[];
  /** How often each program is previewed, turn by turn. */
  readonly rounds: number;
  /** Compare with the NATS CLI as well, one process for each stream. */
  readonly natsCli: boolean;
  /** Write the state with each step, as a bare `pulumi up` on a folder does. */
  readonly checkpoints: boolean;
  /** Put the result into docs/performance.md. */
  readonly write: boolean;
  readonly help: boolean;
}

/** An argument that is not understood; the message says which and what is. */
export class BadOption extends Error {
  static readonly userMistake = true;
}

const defaultSizes: readonly number[] = [14, 100];
const largestSize = 20_000;

export const usage = [
  "npm run bench                      previews of stack local, then 14 and 100 generated streams",
  "npm run bench -- --size 1000       another number of streams; may be given again",
  "npm run bench -- --size 0          previews alone",
  "npm run bench -- --rounds 9        more previews of each program (7 where nothing is said, at least 5)",
  "npm run bench -- --nats-cli        compare with the NATS CLI, too, one process for each of at most 1000 streams",
  "npm run bench -- --no-checkpoints  the state is written at the end of each run alone, for thousands of streams",
  "npm run bench -- --write           put the result into docs/performance.md",
].join("\n");

/** @throws BadOption */
export function parseOptions(args: readonly string[]): BenchOptions {
  const rest = [...args];
  const sizes: number[] = [];
  let parsed: BenchOptions = {
    sizes: defaultSizes,
    rounds: 7,
    natsCli: false,
    checkpoints: true,
    write: false,
    help: false,
  };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--size") sizes.push(whole(word, rest.shift(), 0, largestSize));
    else if (word === "--rounds") parsed = { ...parsed, rounds: whole(word, rest.shift(), 5, 100) };
    else if (word === "--write") parsed = { ...parsed, write: true };
    else if (word === "--nats-cli") parsed = { ...parsed, natsCli: true };
    else if (word === "--no-checkpoints") parsed = { ...parsed, checkpoints: false };
    else if (word === "--help") parsed = { ...parsed, help: true };
    else throw new BadOption(`got "${word}"; allowed are:\n${usage}`);
  }
  return sizes.length === 0 ? parsed : { ...parsed, sizes: sizes.filter((size) => size > 0) };
}

function whole(option: string, text: string | undefined, least: number, most: number): number {
  const value = /^\d+$/.test(text ?? "") ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  throw new BadOption(
    `${option}: got ${text === undefined ? "nothing" : `"${text}"`}; write a whole number from ${least} to ${most}`,
  );
}
