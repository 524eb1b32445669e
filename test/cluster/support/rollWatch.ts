import { setTimeout as pause } from "node:timers/promises";
import type { PeerInfo, StreamInfo } from "nats";
import { until } from "../../support/until";
import type { KubernetesApi } from "../plugins/api.cjs";
import { withNats } from "./portForward";
import { serverPods } from "./servers";

/** What somebody saw who kept looking while servers were replaced. */
export interface Roll {
  /** Most servers that were away at the same time. */
  readonly mostAway: number;
  /** By server that came back: what it lagged behind with when it counted as ready; empty where it was in step. */
  readonly behind: Readonly<Record<string, readonly string[]>>;
}

const everyMillis = 100;

/** A stream has no leader for a moment when the next server goes. */
const answerMillis = 10_000;

/** Messages: where somebody publishes without a pause, a follower that keeps up is a few behind at any moment. */
const inStepWithin = 50;

/** Looks at the servers of a namespace, and at their streams, until it is told to end. */
export class RollWatch {
  #ended = false;
  readonly #watching: Promise<Roll>;

  /** @param servers how many there are, all of them ready now */
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
    const behind: Record<string, readonly string[]> = {};
    const known = new Set((await serverPods(this.api, this.namespace)).map(({ uid }) => uid));
    for (;;) {
      const last = this.#ended;
      const pods = await serverPods(this.api, this.namespace);
      const there = pods.filter(({ ready, leaving }) => ready && !leaving);
      mostAway = Math.max(mostAway, this.servers - there.length);
      for (const { name, uid } of there) {
        if (known.has(uid)) continue;
        known.add(uid);
        behind[name] = await this.#behind(name);
      }
      if (last) return { mostAway, behind };
      await pause(everyMillis);
    }
  }

  async #behind(server: string): Promise<readonly string[]> {
    const streams = await until(
      () =>
        withNats(this.api, this.namespace, server, async (nats) =>
          (await nats.jetstreamManager()).streams.list().next(),
        )
          .then((all) => (all.every(({ cluster }) => cluster?.leader) ? all : undefined))
          .catch(() => undefined),
      answerMillis,
    );
    return streams.flatMap((stream) => lagOf(stream, server));
  }
}

function lagOf({ config, cluster }: StreamInfo, server: string): readonly string[] {
  if (cluster?.leader === server) return [];
  const follower = cluster?.replicas?.find(({ name }) => name === server);
  if (follower === undefined) return [`${config.name}: ${server} does not hold it`];
  return inStep(follower) ? [] : [`${config.name}: ${JSON.stringify(follower)}`];
}

/** A server leaves out what is false or zero. */
const inStep = ({ current, offline = false, lag = 0 }: Partial<PeerInfo>): boolean =>
  !offline && (current === true || lag <= inStepWithin);
