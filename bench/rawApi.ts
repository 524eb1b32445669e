import { connect, type NatsConnection } from "nats";
import { declareSystem, type Deployment } from "../domain/declare";
import { streamToWire } from "../domain/stream/stream";
import type { SystemDefinition } from "../domain/system";

/** What the server itself takes through one connection, one request after the other, in seconds. */
export interface RawTimes {
  readonly create: number;
  readonly list: number;
  readonly update: number;
  readonly delete: number;
}

const pageOfList = 256;

const deployment: Deployment = {
  project: "bench",
  stack: "raw",
  policy: { adopt: false, dataLoss: "allow", onImmutableChange: "refuse" },
};

/**
 * Creates, lists, updates and deletes the streams of a system with the NATS client alone.
 *
 * @param updated the same streams with another setting
 */
export async function rawTimes(
  url: string,
  system: SystemDefinition,
  updated: SystemDefinition,
): Promise<RawTimes> {
  const connection = await connect({ servers: url });
  const [configs, others] = [configsOf(system), configsOf(updated)];
  const count = configs.length;
  try {
    return {
      create: await created(connection, configs),
      list: await each(pages(count), (offset) => ask(connection, "LIST", { offset })),
      update: await each(others, ({ name, body }) => ask(connection, `UPDATE.${name}`, body)),
      delete: await each(configs, ({ name }) => ask(connection, `DELETE.${name}`)),
    };
  } finally {
    await connection.close();
  }
}

/**
 * Creates the streams of a system, and leaves them there.
 *
 * @returns seconds
 */
export async function createAll(url: string, system: SystemDefinition): Promise<number> {
  const connection = await connect({ servers: url });
  try {
    return await created(connection, configsOf(system));
  } finally {
    await connection.close();
  }
}

const created = (
  connection: NatsConnection,
  configs: ReturnType<typeof configsOf>,
): Promise<number> => each(configs, ({ name, body }) => ask(connection, `CREATE.${name}`, body));

/** The configs of a system's streams as they go over the wire. */
export const configsOf = (system: SystemDefinition) =>
  declareSystem(system, deployment).map(({ name, config }) => ({
    name,
    body: { ...streamToWire(name, config), name },
  }));

const pages = (count: number): readonly number[] =>
  Array.from({ length: Math.ceil(count / pageOfList) }, (_, page) => page * pageOfList);

async function each<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<void>,
): Promise<number> {
  const began = performance.now();
  for (const item of items) await act(item);
  return (performance.now() - began) / 1000;
}

async function ask(connection: NatsConnection, api: string, body?: object): Promise<void> {
  const data = body === undefined ? "" : JSON.stringify(body);
  const reply = await connection.request(`$JS.API.STREAM.${api}`, data, { timeout: 10_000 });
  const { error } = reply.json<{ readonly error?: { readonly description: string } }>();
  if (error) throw new Error(`the server refused STREAM.${api}: ${error.description}`);
}
