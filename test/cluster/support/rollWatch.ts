import { setTimeout as pause } from "node:timers/promises";
import type { StreamInfo } from "nats";
import type { KubernetesApi } from "../plugins/api.cjs";
import { withNats } from "./portForward";
import { type PodSeen, serverPods } from "./servers";

/** What somebody saw who kept looking while servers were replaced. */
export interface Roll {
  /** Most servers that were away at the same time. */
  readonly mostAway: number;
  /** By the server that went: what was wrong with the streams at that moment; empty where all was well. */
  readonly ills: Readonly<Record<string, readonly string[]>>;
}

const everyMillis = 200;

/** Looks at the servers of a namespace, and at their streams, until it is told to end. */
export class RollWatch {
  #ended = false;
  readonly #watching: Promise<Roll>;

  /** @param servers how many there are */
  constructor(
    private readonly api: KubernetesApi,
    private readonly namespace: string,
    private readonly servers: number,
  ) {
    this.#watching = this.#watch();
  }

  end(): Promise<Roll> {
    this.#ended = true;
    return this.#watching;
  }

  async #watch(): Promise<Roll> {
    let mostAway = 0;
    const ills: Record<string, readonly string[]> = {};
    let before: readonly PodSeen[] = [];
    let illsBefore: readonly string[] = [];
    while (!this.#ended) {
      const pods = await serverPods(this.api, this.namespace);
      const there = pods.filter(({ ready, leaving }) => ready && !leaving);
      mostAway = Math.max(mostAway, this.servers - there.length);
      const gone = before.filter(({ uid }) => !there.some((pod) => pod.uid === uid));
      for (const { name } of gone) ills[name] = illsBefore;
      // as long as one is away there is nothing to be said of the others
      if (there.length === this.servers) illsBefore = await this.#illsOf(there[0]?.name ?? "");
      before = there;
      await pause(everyMillis);
    }
    return { mostAway, ills };
  }

  async #illsOf(pod: string): Promise<readonly string[]> {
    try {
      const streams = await withNats(this.api, this.namespace, pod, async (nats) =>
        (await nats.jetstreamManager()).streams.list().next(),
      );
      return streams.flatMap(illsOf);
    } catch (error) {
      return [`the streams cannot be listed: ${String(error)}`];
    }
  }
}

function illsOf({ config, cluster }: StreamInfo): readonly string[] {
  const followers = cluster?.replicas ?? [];
  return [
    ...(cluster?.leader ? [] : [`${config.name} has no leader`]),
    ...followers
      .filter(({ current, offline }) => !current || offline)
      .map(({ name }) => `${config.name} on ${name} is behind`),
  ];
}
