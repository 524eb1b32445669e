import { startNatsServer, type TestServer } from "../test/support/natsServer";
import { withoutCheckpoints } from "../cli/checkpoints";
import { apiCount } from "./apiCount";
import { plainFloor } from "./floors";
import { generatedSystem } from "./generated";
import { type CliTimes, cliTimes, mostOfCli } from "./natsCli";
import { floorProgram, ownProgram, type OwnProgram, type Program } from "./program";
import { type RawTimes, rawTimes } from "./rawApi";
import type { Taken } from "./timed";

/** One operation on all streams. */
export interface SizeRow {
  readonly title: string;
  readonly taken: Taken;
  /** Requests to the JetStream API, counted at the server. */
  readonly requests: number;
  /** The same of as many empty resources; absent where there is no such thing. */
  readonly floor?: Taken;
  /** The same through the server's API, one request after the other on one connection, in seconds. */
  readonly raw?: number;
  /** The same with the NATS CLI, one process for each stream, in seconds. */
  readonly cli?: number;
}

/** All operations at one number of streams. */
export interface Size {
  readonly streams: number;
  /** Whether the state was written with each step. */
  readonly checkpoints: boolean;
  readonly stateBytes: number;
  readonly rows: readonly SizeRow[];
}

const [fewer, more] = [10_000, 20_000];
const bigMillions = "max_memory_store: 100GB\nmax_file_store: 100GB";

/** How a size is measured. */
export interface Manner {
  /** false: the state is written at the end of a run alone, as `npm start` does. */
  readonly checkpoints: boolean;
  /** The NATS CLI, where it is compared with. */
  readonly natsCli?: string;
}

/** Measures every operation on so many streams of a system of their own. */
export async function measureSize(
  scratch: string,
  streams: number,
  { checkpoints, natsCli }: Manner,
  say: (line: string) => void,
): Promise<Size> {
  const server = await startNatsServer({ jetstream: bigMillions });
  try {
    const before = generatedSystem(streams, fewer);
    const after = generatedSystem(streams, more);
    say(`${streams} streams: raw API`);
    const raw = await rawTimes(server.url, before, after);
    const cli =
      natsCli !== undefined && streams <= mostOfCli
        ? await cliTimes(natsCli, scratch, server.url, before, after)
        : undefined;
    const [ours, plain] = programs(scratch, streams, server, checkpoints);
    const declare = {
      before: () => {
        ours.declare(before);
      },
      after: () => {
        ours.declare(after);
      },
    };
    declare.before();
    for (const program of [ours, plain]) {
      await program.pulumi("stack", "init");
      // what is compiled once is no part of an operation
      await program.pulumi("preview");
    }
    const bench = new Bench(ours, plain, server, say);
    const others = beside(raw, cli);
    const stateBytes = await everything(bench, ours, others, declare);
    if (checkpoints) await onceMore(bench, others, declare);
    return { streams, checkpoints, stateBytes, rows: bench.rows };
  } finally {
    await server.stop();
  }
}

function programs(
  scratch: string,
  streams: number,
  server: TestServer,
  checkpoints: boolean,
): readonly [OwnProgram, Program] {
  const environment = checkpoints ? {} : withoutCheckpoints;
  return [
    ownProgram(scratch, `${streams} streams`, server, environment),
    floorProgram(scratch, `${streams} empty resources`, plainFloor(streams), environment),
  ];
}

/** What others take for the same, in seconds. */
type Others = Pick<SizeRow, "raw" | "cli">;
type Beside = Readonly<Record<"create" | "update" | "delete" | "list", Others>>;

const beside = (raw: RawTimes, cli: CliTimes | undefined): Beside => ({
  create: { raw: raw.create, ...(cli && { cli: cli.create }) },
  update: { raw: raw.update, ...(cli && { cli: cli.update }) },
  delete: { raw: raw.delete, ...(cli && { cli: cli.delete }) },
  list: { raw: raw.list },
});

/** Declares the streams as they are first, or with another limit. */
type Declare = Readonly<Record<"before" | "after", () => void>>;

/** @returns size of the state with all streams in it, in bytes */
async function everything(
  bench: Bench,
  ours: OwnProgram,
  others: Beside,
  declare: Declare,
): Promise<number> {
  await bench.both("create", others.create, ...up);
  const stateBytes = ours.stateBytes();
  await bench.both("preview, nothing to do", {}, "preview");
  await bench.both("up, nothing to do", {}, ...up);
  declare.after();
  await bench.ours("update of all", others.update, ...up);
  await bench.both("refresh", others.list, "refresh", "--yes", "--skip-preview");
  await bench.both("destroy", others.delete, ...destroy);
  return stateBytes;
}

/** The same once more where the state is written at the end alone. */
async function onceMore(bench: Bench, others: Beside, declare: Declare): Promise<void> {
  declare.before();
  await bench.quick("create, without checkpoints", others.create, ...up);
  declare.after();
  await bench.quick("update of all, without checkpoints", others.update, ...up);
  await bench.quick("destroy, without checkpoints", others.delete, ...destroy);
}

const up = ["up", "--yes", "--skip-preview"] as const;
const destroy = ["destroy", "--yes", "--skip-preview"] as const;

/** Runs operations on a program and its floor, one after the other, and notes what they took. */
class Bench {
  readonly rows: SizeRow[] = [];

  constructor(
    private readonly program: OwnProgram,
    private readonly floor: Program,
    private readonly server: TestServer,
    private readonly say: (line: string) => void,
  ) {}

  async both(title: string, others: Others, ...args: readonly string[]): Promise<void> {
    const row = await this.measure(title, others, this.program, args);
    this.note({ ...row, floor: await this.floor.pulumi(...args) });
  }

  async ours(title: string, others: Others, ...args: readonly string[]): Promise<void> {
    this.note(await this.measure(title, others, this.program, args));
  }

  async quick(title: string, others: Others, ...args: readonly string[]): Promise<void> {
    this.note(await this.measure(title, others, this.program.quick, args));
  }

  private async measure(
    title: string,
    others: Others,
    program: Program,
    args: readonly string[],
  ): Promise<SizeRow> {
    const before = await apiCount(this.server.monitorPort);
    const taken = await program.pulumi(...args);
    const requests = (await apiCount(this.server.monitorPort)) - before;
    return { title, taken, requests, ...others };
  }

  private note(row: SizeRow): void {
    this.rows.push(row);
    this.say(`${row.title}: ${row.taken.wall.toFixed(1)} s`);
  }
}
