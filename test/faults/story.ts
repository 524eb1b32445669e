import { streamAsset } from "../../domain/assets";
import type { SystemDefinition } from "../../domain/system";
import { Checkpoints } from "./checkpoints";
import { deploy, type Program, type Stack, type State, stackOf } from "./engine";
import { armed, isBack, type PlannedFault } from "./faults";
import { serverFindings, stateFindings } from "./findings";
import type { Bed } from "./bed";
import { bodiesIn, Publisher } from "./messages";
import { planned, Refused } from "./program";
import { type ProviderProcess, startProvider } from "./providerProcess";
import type { Random } from "./random";

/** Longest time that a deployment may take, whatever happens to it, in milliseconds. */
const deadlineMillis = 120_000;

const changing = /^(?:STREAM|CONSUMER)\.(?:DURABLE\.)?(?:CREATE|UPDATE|DELETE|PURGE)\b/;

/** One system from its first deployment to the last look at it. */
export class Story {
  failure: string | undefined;
  #state: State = new Map();
  readonly #publisher: Publisher;
  /** How many messages the plans have said may go, by stream. */
  readonly #announced = new Map<string, number>();

  constructor(
    private readonly bed: Bed,
    private readonly random: Random,
  ) {
    this.#publisher = new Publisher(bed.plain);
  }

  /** A deployment that nothing happens to. */
  async ordinary(system: SystemDefinition): Promise<void> {
    const { proxy, server, provider } = this.bed;
    proxy.arm([]);
    await isBack(server);
    await this.#deployed(stackOf(system), this.#state, provider);
  }

  /** @throws Refused where the plan refuses it, whatever happens on the way */
  async isPossible(system: SystemDefinition): Promise<void> {
    try {
      await planned(stackOf(system), this.#state, this.bed.proxy.url);
    } catch (error) {
      throw error instanceof Refused ? new Refused(error.message, true) : error;
    }
  }

  /** Some messages for every subject there is. */
  async fill(): Promise<void> {
    const manager = await this.bed.plain.jetstreamManager({ checkAPI: false });
    for (const { config } of await manager.streams.list().next()) {
      if (config.name.startsWith("KV_")) continue;
      for (let count = 4 + this.random.below(5); count > 0; count--) {
        await this.#publisher.publish(this.random.pick(config.subjects));
      }
    }
  }

  /** A deployment that the faults strike; what it says is remembered. */
  async struck(system: SystemDefinition, faults: readonly PlannedFault[]): Promise<void> {
    const { proxy, server, changeLeader, clockMillis } = this.bed;
    const state = Checkpoints.of(this.#state);
    const provider = startProvider(proxy.url, clockMillis);
    proxy.arm(armed(faults, server, provider, changeLeader));
    try {
      await this.#deployed(stackOf(system), state, provider, true);
    } catch (error) {
      if (error instanceof Hung) throw error;
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      await provider.end();
    }
    const killed = this.failure?.includes("was killed") === true;
    // the engine may be killed together with its provider, before it has written its last steps
    this.#state = killed && this.random.chance(0.5) ? state.without(this.random.below(3)) : state;
  }

  /** @returns what is not as it has to be */
  async findings(system: SystemDefinition): Promise<readonly string[]> {
    const stack = stackOf(system);
    return [
      ...(await serverFindings(this.bed.plain, stack)),
      ...stateFindings(this.#state, stack),
      ...(await this.#messageFindings(stack)),
    ];
  }

  /** @returns what a run does that has nothing to do */
  async again(system: SystemDefinition): Promise<readonly string[]> {
    await this.ordinary(system);
    const changes = this.bed.proxy.asked().filter((api) => changing.test(api));
    return changes.map((api) => `a run with nothing to do asks for ${api}`);
  }

  async #deployed(
    stack: Stack,
    state: State,
    provider: ProviderProcess,
    publishing = false,
  ): Promise<void> {
    try {
      const program = await inTime(planned(stack, state, this.bed.proxy.url));
      this.#note(program, stack);
      if (publishing) this.#publisher.begin(quiet(program, stack));
      await inTime(deploy(program, state, provider));
    } finally {
      await this.#publisher.stop();
    }
  }

  #note({ plan }: Program, { streams }: Stack): void {
    const names = new Set([...streams.map(({ name }) => streamAsset(name)), ...plan.bounds.keys()]);
    for (const asset of names) {
      // of a stream that could not be read the plan says that it is emptied, and not of how much
      const unseen = plan.notes.some(
        (note) => note.asset === asset && note.kind === "destructive" && !note.deletes,
      );
      const more = unseen ? Infinity : Math.ceil((plan.bounds.get(asset) ?? 0) * 1.1);
      this.#announced.set(asset, (this.#announced.get(asset) ?? 0) + more);
    }
  }

  async #messageFindings({ streams }: Stack): Promise<readonly string[]> {
    const there = new Set(streams.map(({ name }) => name));
    const findings: string[] = [];
    for (const [stream, acknowledged] of this.#publisher.acknowledged) {
      const bodies = there.has(stream) ? await bodiesIn(this.bed.plain, stream) : [];
      const lost = acknowledged.filter((body) => !bodies.includes(body));
      const most = this.#announced.get(streamAsset(stream)) ?? 0;
      if (lost.length > most) {
        findings.push(
          `${stream}: ${lost.length} messages are gone, ${most} announced: ${lost.join()}`,
        );
      }
      if (new Set(bodies).size < bodies.length)
        findings.push(`${stream}: doubles in ${bodies.join()}`);
    }
    return findings;
  }
}

/** @returns subjects of streams that lose nothing by the plan: to others nobody publishes meanwhile */
const quiet = ({ plan, live }: Program, { streams }: Stack): readonly string[] =>
  streams
    .filter(({ name }) => plan.bounds.get(streamAsset(name)) === 0)
    .filter(({ config }) => config.maxMsgs === undefined && config.maxMsgsPerSubject === undefined)
    .filter(({ name }) => live.streams.some((one) => one.name === name))
    .flatMap(({ config }) => config.subjects ?? []);

class Hung extends Error {}

async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => {
      fail(new Hung(`still not done after ${deadlineMillis} ms`));
    }, deadlineMillis);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
