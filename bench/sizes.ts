import { startNatsServer, type TestServer } from "../test/support/natsServer";
import { apiCount } from "./apiCount";
import { plainFloor } from "./floors";
import { generatedSystem } from "./generated";
import { floorProgram, ownProgram, type OwnProgram, type Program } from "./program";
import { rawTimes } from "./rawApi";
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
}

/** All operations at one number of streams. */
export interface Size {
  readonly streams: number;
  readonly stateBytes: number;
  readonly rows: readonly SizeRow[];
}

const [fewer, more] = [10_000, 20_000];
const bigMillions = "max_memory_store: 100GB\nmax_file_store: 100GB";

/** Measures every operation on so many streams of a system of their own. */
export async function measureSize(
  scratch: string,
  streams: number,
  say: (line: string) => void,
): Promise<Size> {
  const server = await startNatsServer({ jetstream: bigMillions });
  try {
    const before = generatedSystem(streams, fewer);
    const after = generatedSystem(streams, more);
    say(`${streams} streams: raw API`);
    const raw = await rawTimes(server.url, before, after);
    const ours = ownProgram(scratch, `${streams} streams`, server);
    ours.declare(before);
    const plain = floorProgram(scratch, `${streams} empty resources`, plainFloor(streams));
    for (const program of [ours, plain]) {
      await program.pulumi("stack", "init");
      // what is compiled once is no part of an operation
      await program.pulumi("preview");
    }
    const bench = new Bench(ours, plain, server, say);
    await bench.both("create", raw.create, ...up);
    const stateBytes = ours.stateBytes();
    await bench.both("preview, nothing to do", undefined, "preview");
    await bench.both("up, nothing to do", undefined, ...up);
    ours.declare(after);
    await bench.ours("update of all", raw.update, ...up);
    await bench.both("refresh", raw.list, "refresh", "--yes", "--skip-preview");
    await bench.both("destroy", raw.delete, ...destroy);
    ours.declare(before);
    await bench.quick("create, without checkpoints", raw.create, ...up);
    ours.declare(after);
    await bench.quick("update of all, without checkpoints", raw.update, ...up);
    await bench.quick("destroy, without checkpoints", raw.delete, ...destroy);
    return { streams, stateBytes, rows: bench.rows };
  } finally {
    await server.stop();
  }
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

  async both(title: string, raw: number | undefined, ...args: readonly string[]): Promise<void> {
    const row = await this.measure(title, raw, this.program, args);
    this.note({ ...row, floor: await this.floor.pulumi(...args) });
  }

  async ours(title: string, raw: number | undefined, ...args: readonly string[]): Promise<void> {
    this.note(await this.measure(title, raw, this.program, args));
  }

  async quick(title: string, raw: number | undefined, ...args: readonly string[]): Promise<void> {
    this.note(await this.measure(title, raw, this.program.quick, args));
  }

  private async measure(
    title: string,
    raw: number | undefined,
    program: Program,
    args: readonly string[],
  ): Promise<SizeRow> {
    const before = await apiCount(this.server.monitorPort);
    const taken = await program.pulumi(...args);
    const requests = (await apiCount(this.server.monitorPort)) - before;
    return { title, taken, requests, ...(raw !== undefined && { raw }) };
  }

  private note(row: SizeRow): void {
    this.rows.push(row);
    this.say(`${row.title}: ${row.taken.wall.toFixed(1)} s`);
  }
}
