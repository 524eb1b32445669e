import type { SystemDefinition } from "../domain/system";
import { startNatsServer } from "../test/support/natsServer";
import { leanFloor, plainFloor } from "./floors";
import { floorProgram, ownProgram, type Program } from "./program";
import { ratiosOf, type Spread, spreadOf } from "./statistics";
import type { Taken } from "./timed";

/** What previews of one program took, and how they compare with those of the plain floor. */
export interface PreviewRow {
  readonly title: string;
  readonly wall: Spread;
  readonly cpu: Spread;
  readonly wallRatio: Spread;
  readonly cpuRatio: Spread;
  /** Bytes of the largest process. */
  readonly memory?: number;
}

/** Cold previews of stack `local` and of as many empty resources, in turns. */
export interface Previews {
  readonly streams: number;
  readonly resources: number;
  readonly rounds: number;
  /** Size of the state of stack `local`, in bytes. */
  readonly stateBytes: number;
  /** Compiled before: the first is the plain floor, then ours, then the lean floor. */
  readonly later: readonly PreviewRow[];
  /** Nothing compiled yet: the plain floor, then ours. */
  readonly first: readonly PreviewRow[];
}

const firstRounds = 3;

/** The standing one: the server's limits of `npm start`. */
const limits = "max_memory_store: 2GB\nmax_file_store: 10GB";

/**
 * Measures.
 *
 * @param systems those that stack `local` deploys
 */
export async function measurePreviews(
  scratch: string,
  systems: readonly SystemDefinition[],
  rounds: number,
  say: (line: string) => void,
): Promise<Previews> {
  const streams = systems.flatMap((system) => Object.values(system.streams));
  const consumers = streams.flatMap((stream) => Object.keys(stream.consumers ?? {}));
  const resources = streams.length + consumers.length;
  const server = await startNatsServer({ jetstream: limits });
  try {
    const plain = floorProgram(scratch, "empty resources", plainFloor(resources));
    const ours = ownProgram(scratch, "nats-stack", server);
    const lazy = `${ours.folder}/toolchain/lazy.cjs`;
    const lean = floorProgram(scratch, "lean empty resources", leanFloor(resources, lazy));
    for (const program of [plain, ours, lean]) {
      say(`deploying: ${program.title}`);
      await program.pulumi("stack", "init");
      await program.pulumi("up", "--yes", "--skip-preview");
      await program.pulumi("preview");
    }
    const stateBytes = ours.stateBytes();
    const later = await inTurns([plain, ours, lean], rounds, say, preview);
    const first = await inTurns([plain, ours], firstRounds, say, previewFirst);
    return { streams: streams.length, resources, rounds, stateBytes, later, first };
  } finally {
    await server.stop();
  }
}

const preview = (program: Program): Promise<Taken> =>
  program.pulumi("preview", "--expect-no-changes");

function previewFirst(program: Program): Promise<Taken> {
  program.forget();
  return preview(program);
}

/** A B C A B C ...: neighbours in time are compared, since the rest of the machine is never still. */
async function inTurns(
  programs: readonly Program[],
  rounds: number,
  say: (line: string) => void,
  act: (program: Program) => Promise<Taken>,
): Promise<readonly PreviewRow[]> {
  const taken = programs.map((): Taken[] => []);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [at, program] of programs.entries()) taken[at]?.push(await act(program));
    const walls = taken.map((all) => `${all.at(-1)?.wall.toFixed(2) ?? ""} s`).join(", ");
    say(`preview ${round} of ${rounds}: ${walls}`);
  }
  const base = taken[0] ?? [];
  return programs.map(({ title }, at) => row(title, taken[at] ?? [], base));
}

function row(title: string, taken: readonly Taken[], base: readonly Taken[]): PreviewRow {
  const [walls, cpus] = [taken.map(({ wall }) => wall), taken.map(({ cpu }) => cpu)];
  const memories = taken.flatMap(({ memory }) => memory ?? []);
  return {
    title,
    wall: spreadOf(walls),
    cpu: spreadOf(cpus),
    wallRatio: ratiosOf(
      walls,
      base.map(({ wall }) => wall),
    ),
    cpuRatio: ratiosOf(
      cpus,
      base.map(({ cpu }) => cpu),
    ),
    ...(memories.length > 0 && { memory: Math.max(...memories) }),
  };
}
