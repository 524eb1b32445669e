import { streamNameOf } from "../../domain/bucket/bucket";
import type { BucketDeclaration } from "../../domain/bucket/declareBuckets";
import { declareBuckets, withBucketStreams } from "../../domain/bucket/declareBuckets";
import { declareSystem, type StreamDeclaration } from "../../domain/declare";
import type { ConsumerDeclaration } from "../../domain/declare";
import type { LiveServer, Plan } from "../../domain/plan/plan";
import { cautious, type Policy } from "../../domain/policy";
import type { SystemDefinition } from "../../domain/system";
import { waitsFor } from "../../domain/topology/order";
import { isMigrating } from "../../domain/migration/underWay";
import { loader, type Props, type Providers } from "../support/provider";
import type { ProviderProcess } from "./providerProcess";

/** A resource in the state. */
export interface Entry {
  readonly kind: keyof Providers;
  readonly id: string;
  readonly inputs: Props;
  readonly outs: Props;
  /** The resource it lives and dies with. */
  readonly within?: string;
}

/** What a state file holds, by resource. Only what is finished is written. */
export type State = Map<string, Entry>;

/** What one stack deploys, ready to be registered. */
export interface Stack {
  readonly streams: readonly StreamDeclaration[];
  readonly buckets: readonly BucketDeclaration[];
}

/** @returns what stack "s" of project "p" deploys of a system */
export function stackOf(system: SystemDefinition): Stack {
  const deployment = { project: "p", stack: "s", policy: cautious };
  return {
    streams: declareSystem(system, deployment),
    buckets: declareBuckets(system, deployment),
  };
}

/** What the program hands over to the engine. */
export interface Program {
  readonly stack: Stack;
  readonly plan: Plan;
  readonly live: LiveServer;
}

/**
 * Does what the engine does with a program: checks, compares with the state, creates, updates and replaces in the order
 * of dependencies and side by side, and deletes last what is declared no more. After a failure nothing new is begun.
 *
 * @throws Error of the first step that failed, once nothing is under way any more
 */
export async function deploy(
  { stack, plan, live }: Program,
  state: State,
  provider: ProviderProcess,
): Promise<void> {
  await new Deployment(state, provider).run(stack, plan, live);
}

class Deployment {
  #failure: Error | undefined;
  readonly #registered = new Set<string>();

  constructor(
    private readonly state: State,
    private readonly provider: ProviderProcess,
  ) {}

  async run(stack: Stack, plan: Plan, live: LiveServer): Promise<void> {
    const all = withBucketStreams(stack.streams, stack.buckets);
    const waits = waitsFor(all, plan.moves);
    const done = new Map<string, Promise<void>>();
    const after = async (name: string): Promise<void> => {
      for (const first of waits.get(name) ?? []) await done.get(first);
      const stream = stack.streams.find((one) => one.name === name);
      const bucket = stack.buckets.find((one) => streamNameOf(one) === name);
      if (stream) await this.#stream(stream, plan, live);
      if (bucket) await this.#bucket(bucket);
    };
    // those that others wait for are registered before them
    const order = [...all].sort((a, b) => depth(a.name, waits) - depth(b.name, waits));
    for (const { name } of order) done.set(name, after(name));
    await Promise.all(done.values());
    await this.#deletions();
    if (this.#failure) throw this.#failure;
  }

  async #stream(stream: StreamDeclaration, plan: Plan, live: LiveServer): Promise<void> {
    const { resource, name, config, policy, purge, consumers } = stream;
    const props = {
      ...{ name, target: "url", config, ...policyInputs(policy) },
      ...(purge !== undefined && { purge }),
      ...(isMigrating(name, live) && { resume: true }),
      planned: Object.fromEntries(plan.bounds),
    };
    await this.#register(`Stream/${resource}`, "stream", props);
    const made = this.state.get(`Stream/${resource}`);
    if (this.#failure || !made) return;
    await Promise.all(consumers.map((consumer) => this.#consumer(consumer, made, resource)));
  }

  #consumer(consumer: ConsumerDeclaration, made: Entry, within: string): Promise<void> {
    const { resource, name, stream, config, policy } = consumer;
    const streamCreated = made.outs["created"];
    const props = { name, stream, target: "url", config, ...policyInputs(policy), streamCreated };
    return this.#register(`Consumer/${resource}`, "consumer", props, `Stream/${within}`);
  }

  #bucket({ kind, resource, name, config, policy }: BucketDeclaration): Promise<void> {
    const props = { name, target: "url", config, ...policyInputs(policy) };
    return this.#register(`${kind}/${resource}`, kind, props);
  }

  async #register(
    urn: string,
    kind: keyof Providers,
    props: Props,
    within?: string,
  ): Promise<void> {
    this.#registered.add(urn);
    if (this.#failure) return;
    try {
      const news = await this.#checked(kind, urn, props);
      const old = this.state.get(urn);
      const entry = { kind, ...(within !== undefined && { within }) };
      if (!old) await this.#create(urn, entry, news);
      else await this.#change(urn, entry, old, news);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #checked(kind: keyof Providers, urn: string, props: Props): Promise<Props> {
    const old = this.state.get(urn)?.inputs ?? {};
    const { inputs, failures } = await this.provider.call<{ inputs: Props; failures: object[] }>(
      kind,
      "check",
      old,
      { ...props, ...loader },
    );
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    return { ...inputs, ...loader };
  }

  async #create(urn: string, entry: Pick<Entry, "kind" | "within">, news: Props): Promise<void> {
    type Made = { readonly id: string; readonly outs: Props };
    const { id, outs } = await this.provider.call<Made>(entry.kind, "create", news);
    this.state.set(urn, { ...entry, id, inputs: news, outs: { ...outs, ...loader } });
  }

  async #change(
    urn: string,
    entry: Pick<Entry, "kind" | "within">,
    old: Entry,
    news: Props,
  ): Promise<void> {
    type Diff = { readonly changes: boolean; readonly replaces: readonly string[] };
    const { id, outs } = old;
    const { changes, replaces } = await this.provider.call<Diff>(
      entry.kind,
      "diff",
      id,
      outs,
      news,
    );
    if (replaces.length > 0) {
      await this.provider.call(entry.kind, "delete", id, outs);
      this.state.delete(urn);
      await this.#create(urn, entry, news);
    } else if (changes) {
      type Updated = { readonly outs: Props };
      const updated = await this.provider.call<Updated>(entry.kind, "update", id, outs, news);
      this.state.set(urn, { ...old, inputs: news, outs: { ...updated.outs, ...loader } });
    }
  }

  /** Consumers first; those of a stream that goes, go with it. */
  async #deletions(): Promise<void> {
    const gone = [...this.state].filter(([urn]) => !this.#registered.has(urn));
    const names = new Set(gone.map(([urn]) => urn));
    const alone = gone.filter(([, { within }]) => within !== undefined && !names.has(within));
    const others = gone.filter(([, { within }]) => within === undefined);
    await Promise.all(alone.map(([urn, entry]) => this.#delete(urn, entry)));
    await Promise.all(others.map(([urn, entry]) => this.#delete(urn, entry)));
  }

  async #delete(urn: string, { kind, id, outs }: Entry): Promise<void> {
    if (this.#failure) return;
    try {
      await this.provider.call(kind, "delete", id, outs);
      this.state.delete(urn);
      for (const [other, { within }] of this.state) if (within === urn) this.state.delete(other);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
  }
}

function depth(name: string, waits: ReadonlyMap<string, readonly string[]>): number {
  return 1 + Math.max(-1, ...(waits.get(name) ?? []).map((first) => depth(first, waits)));
}

const policyInputs = ({ adopt, dataLoss, onImmutableChange }: Policy) => ({
  ...(adopt && { adopt }),
  ...(dataLoss !== "refuse" && { dataLoss }),
  ...(onImmutableChange !== "refuse" && { onImmutableChange }),
});
