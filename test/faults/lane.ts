import type { NatsConnection } from "nats";
import { type FaultProxy, faultProxy } from "../support/faultProxy";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { isBack, type PlannedFault, randomFaults } from "./faults";
import { patiently } from "./messages";
import { randomPlan } from "./plans";
import { Refused } from "./program";
import { type ProviderProcess, startProvider } from "./providerProcess";
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

/** What a run is made with. */
export interface Bed {
  readonly server: TestServer;
  readonly proxy: FaultProxy;
  /** The NATS client, straight to the server. */
  readonly plain: NatsConnection;
  /** For what no fault strikes. */
  readonly provider: ProviderProcess;
}

/** A server with a way to it, for one run after the other. */
export class Lane {
  private constructor(private readonly bed: Bed) {}

  static async open(version?: string): Promise<Lane> {
    const server = await startNatsServer(version === undefined ? {} : { version });
    const proxy = await faultProxy(server.port);
    const plain = await patiently(server.url);
    return new Lane({ server, proxy, plain, provider: startProvider(proxy.url) });
  }

  async close(): Promise<void> {
    const { server, proxy, plain, provider } = this.bed;
    await isBack(server);
    await plain.close();
    await provider.end();
    await proxy.close();
    await server.stop();
  }

  /**
   * Deploys something, deploys a change of it while faults strike, and once more without; then looks whether all is as
   * declared and no message is gone that the plans had not announced.
   */
  async run(seed: number): Promise<RunReport> {
    const random = seeded(seed);
    const { before, after, steps } = randomPlan(random);
    const faults = randomFaults(random);
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
