import { type Bed, type BedOptions, openBed } from "./bed";
import { isBack, leaderFaults, type PlannedFault, randomFaults } from "./faults";
import { type RandomPlan, randomPlan } from "./plans";
import { Refused } from "./program";
import { seeded } from "./random";
import { Story } from "./story";

/** What one run came to. */
export interface RunReport {
  readonly seed: number;
  readonly steps: readonly string[];
  readonly faults: readonly PlannedFault[];
  /** Why the change cannot be deployed at all; then nothing else was tried. */
  readonly refused?: string;
  /** What the deployment with faults said; absent where it came through. */
  readonly failure?: string;
  /** What is not as it has to be after the ordinary run that followed. */
  readonly findings: readonly string[];
  readonly millis: number;
}

/** A server with a way to it, for one run after the other. */
export class Lane {
  private constructor(private readonly bed: Bed) {}

  static async open(options: BedOptions): Promise<Lane> {
    return new Lane(await openBed(options));
  }

  close(): Promise<void> {
    return this.bed.close();
  }

  /**
   * Deploys something, deploys a change of it while faults strike, and once more without; then looks whether all is as
   * declared and no message is gone that the plans had not announced.
   */
  async run(seed: number): Promise<RunReport> {
    const random = seeded(seed);
    const { leaders } = this.bed;
    const { before, after, steps } = leaders ? replicated(randomPlan(random)) : randomPlan(random);
    const faults = leaders ? leaderFaults(random) : randomFaults(random);
    const started = performance.now();
    const story = new Story(this.bed, random);
    const told = await outcome(async () => {
      await story.ordinary(before);
      await story.fill();
      await story.isPossible(after);
      await story.struck(after, faults);
      await story.ordinary(after);
      return [...(await story.findings(after)), ...(await story.again(after))];
    });
    await this.#clear();
    return {
      ...{ seed, steps, faults, ...told },
      ...(story.failure !== undefined && { failure: story.failure }),
      millis: performance.now() - started,
    };
  }

  async #clear(): Promise<void> {
    const { server, proxy, plain } = this.bed;
    proxy.arm([]);
    await isBack(server);
    const manager = await plain.jetstreamManager({ checkAPI: false });
    for (const name of await manager.streams.names().next()) await manager.streams.delete(name);
  }
}

/** Three servers hold each stream: one of them leads it. */
const replicated = ({ before, after, steps }: RandomPlan): RandomPlan => ({
  before: { ...before, defaults: { replicas: 3 } },
  after: { ...after, defaults: { replicas: 3 } },
  steps,
});

async function outcome(
  run: () => Promise<readonly string[]>,
): Promise<Pick<RunReport, "findings" | "refused">> {
  try {
    return { findings: await run() };
  } catch (error) {
    if (error instanceof Refused && error.beforehand) {
      return { findings: [], refused: error.message };
    }
    return { findings: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}
