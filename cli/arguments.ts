import { didYouMean } from "../domain/names";
import { Mistake } from "./mistake";

/** What `npm start` was asked for. */
export interface StartArguments {
  /** The only system to deploy; absent for all of the stack. */
  readonly system?: string;
  readonly help: boolean;
}

/** What `npm start -- --help` prints. */
export const startUsage = (systems: readonly string[]): string =>
  [
    "npm start                      start the local NATS server and deploy stack local to it",
    "npm start -- --system NAME     deploy one system alone; the others stay as they are",
    ...systems.map((name) => `                                 ${name}`),
    "npm stop                       stop the server; what is on disk stays",
    "npm run reset                  destroy the stack, stop the server, remove .nats-stack",
    "npm run -s env                 print what a shell needs to run pulumi by hand",
  ].join("\n");

/**
 * @param systems names of the systems there are
 * @throws Mistake naming what is not understood and what is
 */
export function parseStart(args: readonly string[], systems: readonly string[]): StartArguments {
  const rest = [...args];
  let parsed: StartArguments = { help: false };
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name = word, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    if (name === "--help" || name === "-h") {
      parsed = { ...parsed, help: true };
    } else if (name === "--system") {
      parsed = { ...parsed, system: checkedSystem(value ?? rest.shift(), parsed.system, systems) };
    } else {
      throw new Mistake(
        `got "${word}"; allowed are "--system NAME" and "--help"${hint(word, systems)}`,
      );
    }
  }
  return parsed;
}

/** @throws Mistake where a command that takes no arguments got some */
export function refuseArguments(command: string, args: readonly string[]): void {
  if (args.length > 0)
    throw new Mistake(`got "${args.join(" ")}"; "${command}" takes no arguments`);
}

function checkedSystem(
  name: string | undefined,
  before: string | undefined,
  systems: readonly string[],
): string {
  const known = systems.map((system) => `"${system}"`).join(", ");
  if (name === undefined || name === "")
    throw new Mistake(`--system: needs a name; known are ${known}`);
  if (before !== undefined && before !== name) {
    throw new Mistake(
      `--system: got "${before}" and "${name}"; name one, or leave it out for all of them`,
    );
  }
  if (systems.includes(name)) return name;
  throw new Mistake(`--system: got "${name}"; known are ${known}${didYouMean(name, systems)}`);
}

/** npm eats what stands before its own "--", so that the bare name arrives. */
const hint = (word: string, systems: readonly string[]): string =>
  systems.includes(word) ? `; write "npm start -- --system ${word}"` : "";
