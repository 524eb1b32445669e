import type { dynamic } from "@pulumi/pulumi";
import type { JsonObject } from "../../domain/json";
import { JetStreamError } from "../../jetstream/errors";

/** What comes from the engine: an object that may hold the unknown sentinel of a preview anywhere. */
export type Props = JsonObject;

/** One kind of resource, in plain data: no Pulumi type, no undefined. */
export interface Handler {
  /** Canonical inputs, or what is wrong with them. Never asks a server: previews run without one. */
  check(news: Props): { readonly inputs: Props; readonly failures: dynamic.CheckFailure[] };
  /** What differs between what was last seen and what is wanted. Never asks a server. */
  diff(olds: Props, news: Props): { readonly changes: boolean; readonly replaces: string[] };
  create(inputs: Props): Promise<{ readonly id: string; readonly outs: Props }>;
  /** @returns undefined where the server says for certain that there is none */
  read(props: Props): Promise<{ readonly outs: Props; readonly inputs: Props } | undefined>;
  update(olds: Props, news: Props): Promise<Props>;
  delete(props: Props): Promise<void>;
}

let stackConfig: dynamic.Config | undefined;

/** Reads `nats-stack:` configuration of the stack in the provider process. */
export const readStackConfig = (key: string): string | undefined =>
  stackConfig?.get(`nats-stack:${key}`);

/** A copy without the loader text; the object itself is read again by the SDK and must keep it. */
const own = (props: Props): Props =>
  Object.fromEntries(Object.entries(props).filter(([key]) => key !== "__provider"));

/** The engine refuses `undefined` anywhere; JSON has none. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** What a person has to decide first. */
class Refusal extends Error {
  override readonly name = "Refusal";
  readonly userMistake = true;
}

/** @returns the error that stops this resource, with every reason */
export const refused = (reasons: readonly string[]): Error => new Refusal(reasons.join("\n"));

/** Shows people the message alone: the SDK prints the stack of what a provider throws. */
function withoutStack(error: unknown): Error {
  const shown = error instanceof Error ? error : new Error(String(error));
  if (!("userMistake" in shown || shown instanceof JetStreamError)) return shown;
  shown.stack = shown.message;
  // for some calls the SDK prints text and stack, both of which would be the message
  shown.toString = () => shown.name;
  return shown;
}

async function guarded<T>(run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw withoutStack(error);
  }
}

/** Makes a dynamic provider of a handler: the one place that knows the SDK's protocol and its traps. */
export const shell = (handler: Handler): dynamic.ResourceProvider => ({
  // nothing else may stand here: calls that arrive while it waits would run unconfigured
  configure: (request) => {
    stackConfig = request.config;
    return Promise.resolve();
  },
  check: (_olds, news: Props) =>
    guarded(() => {
      const { inputs, failures } = handler.check(own(news));
      return { inputs: plain(inputs), failures };
    }),
  diff: (_id, olds: Props, news: Props) =>
    guarded(() => {
      const { changes, replaces } = handler.diff(own(olds), own(news));
      // a new loader text must reach the outputs, from which delete and read take it
      const moved = olds["__provider"] !== news["__provider"];
      return { changes: changes || moved, replaces, deleteBeforeReplace: true };
    }),
  create: (inputs: Props) =>
    guarded(async () => {
      const { id, outs } = await handler.create(own(inputs));
      return { id, outs: plain(outs) };
    }),
  read: (id, props: Props) =>
    guarded(async () => {
      const found = await handler.read(own(props));
      return found ? { id, props: plain(found.outs), inputs: plain(found.inputs) } : {};
    }),
  update: (_id, olds: Props, news: Props) =>
    guarded(async () => ({ outs: plain(await handler.update(own(olds), own(news))) })),
  delete: (_id, props: Props) => guarded(() => handler.delete(own(props))),
});
