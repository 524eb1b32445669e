import type { dynamic } from "@pulumi/pulumi";
import { consumer, keyValue, objectStore, stream } from "../../components/provider/handlers";
import { ownerKey } from "../../domain/ownership";

/** What the engine sends and gets: plain data. */
export type Props = Readonly<Record<string, unknown>>;

/** A provider called as the engine calls it: every method there, and no `any`. */
export interface Provider {
  configure(request: dynamic.ConfigureRequest): Promise<void>;
  check(olds: Props, news: Props): Promise<{ inputs: Props; failures: dynamic.CheckFailure[] }>;
  diff(id: string, olds: Props, news: Props): Promise<dynamic.DiffResult>;
  create(inputs: Props): Promise<{ id: string; outs: Props }>;
  read(id: string, props: Props): Promise<{ id?: string; props?: Props; inputs?: Props }>;
  update(id: string, olds: Props, news: Props): Promise<{ outs: Props }>;
  delete(id: string, props: Props): Promise<void>;
}

/** What stands in every state file beside the inputs. */
export const loader = { __provider: "exports.handler=()=>({})" };

/** Lets a replacement delete what is there. */
export const recreate = { dataLoss: "allow", onImmutableChange: "recreate" } as const;

/** The owner marks that the tests' resources carry. */
export const ours = (name: string) => ({ [ownerKey]: `nats-stack/test/demo/${name}` });

/** The provider of each kind of resource. */
export type Providers = Readonly<
  Record<"stream" | "consumer" | "keyValue" | "objectStore", Provider>
>;

/** @returns the providers of a stack whose configuration names this server */
export async function providersFor(
  url: string,
  config: Readonly<Record<string, string>> = {},
): Promise<Providers> {
  const settings: Readonly<Record<string, string>> = { "nats-stack:url": url, ...config };
  const request: dynamic.ConfigureRequest = {
    config: {
      get: (key: string) => settings[key],
      require: (key: string) => settings[key] ?? "",
    },
  };
  const providers = {
    stream: stream as Provider,
    consumer: consumer as Provider,
    keyValue: keyValue as Provider,
    objectStore: objectStore as Provider,
  };
  await providers.stream.configure(request);
  return providers;
}

/** Inputs of a stream resource, checked as the engine does before it calls anything else. */
export async function streamInputs(
  provider: Provider,
  name: string,
  config: object,
  more: object = {},
): Promise<Props> {
  const news = {
    name,
    target: "url",
    config: { metadata: ours(name), ...config },
    ...more,
    ...loader,
  };
  const { inputs, failures } = await provider.check({}, news);
  if (failures.length > 0) throw new Error(JSON.stringify(failures));
  return { ...inputs, ...loader };
}

/**
 * Runs something and returns what it wrote to stdout: the lines that people see in Pulumi's output.
 *
 * @param heard is told each text at once
 */
export async function printed(
  run: () => Promise<unknown>,
  heard: (text: string) => void = () => undefined,
): Promise<string> {
  const original = process.stdout.write.bind(process.stdout);
  const chunks: string[] = [];
  process.stdout.write = (chunk: string | Uint8Array) => {
    chunks.push(String(chunk));
    heard(String(chunk));
    return true;
  };
  try {
    await run();
  } finally {
    process.stdout.write = original;
  }
  return chunks.join("");
}
