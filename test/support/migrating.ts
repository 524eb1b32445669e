import type { JsonObject } from "../../domain/json";
import { type StreamConfig, streamToWire } from "../../domain/stream/stream";
import type { JetStream } from "../../jetstream/connection";
import { askPlainly, plainly } from "./plainClient";

/** What a process that is killed leaves unsaid. */
export class Killed extends Error {}

/** A connection whose process dies at a change, before it sees the answer. */
export interface Dying {
  readonly js: JetStream;
  /** How many changes were sent. */
  sent(): number;
}

/** @param at number of the change, from 1 on; none: it lives */
export function dying(js: JetStream, at?: number): Dying {
  let sent = 0;
  const request: JetStream["request"] = async (api, body, options) => {
    const number = options?.changes === true ? ++sent : 0;
    const reply = await js.request(api, body, options);
    if (number > 0 && number === at) throw new Killed();
    return reply;
  };
  return { js: asking(js, request), sent: () => sent };
}

/** A connection that lets something else happen before each change is sent. */
export const accompanied = (js: JetStream, before: (api: string) => Promise<void>): JetStream =>
  asking(js, async (api, body, options) => {
    if (options?.changes === true) await before(api);
    return js.request(api, body, options);
  });

/** @returns the same connection, but for how it asks */
export const asking = (js: JetStream, request: JetStream["request"]): JetStream => ({
  ...{ target: js.target, server: js.server, changes: js.changes, request },
  facts: () => js.facts(),
  link: () => js.link(),
  close: () => js.close(),
});

/** A kind of change that no server makes in place. */
export interface Kind {
  readonly title: string;
  readonly before: StreamConfig;
  readonly after: StreamConfig;
  /** First server that knows the fields. */
  readonly since?: string;
}

/** Configs that differ in what no server changes in place. */
export const kinds: readonly Kind[] = [
  { title: "FILE-TO-MEMORY", before: {}, after: { storage: "memory" } },
  { title: "MEMORY-TO-FILE", before: { storage: "memory" }, after: { maxMsgs: 100_000 } },
  { title: "LIMITS-TO-QUEUE", before: {}, after: { retention: "workqueue" } },
  { title: "QUEUE-TO-LIMITS", before: { retention: "workqueue" }, after: {} },
  {
    title: "INTEREST-TO-QUEUE",
    before: { retention: "interest" },
    after: { retention: "workqueue" },
  },
  {
    title: "QUEUE-TO-INTEREST",
    before: { retention: "workqueue" },
    after: { retention: "interest" },
  },
  { title: "DENIALS-OFF", before: { denyDelete: true, denyPurge: true }, after: { maxAge: "1h" } },
  { title: "FIRST-SEQ", before: {}, after: { firstSeq: 5000 } },
  {
    title: "TTL-OFF",
    before: { allowMsgTtl: true },
    after: {},
    since: "2.11.0",
  },
];

/** The subjects of a stream of the tests. */
export const subjectsOf = (name: string): readonly string[] => [
  `${name.toLowerCase()}.a`,
  `${name.toLowerCase()}.b`,
];

/** @returns the complete config of a stream of the tests */
export const wireOf = (name: string, config: object): JsonObject =>
  streamToWire(name, { subjects: subjectsOf(name), ...config });

/** Makes a stream with a durable consumer "worker" and some messages, one of which is deleted where that is allowed. */
export async function fillStream(url: string, name: string, config: object): Promise<void> {
  await asked(url, `STREAM.CREATE.${name}`, wireOf(name, config));
  const worker = { name: "worker", durable_name: "worker", ack_policy: "explicit" };
  await asked(url, `CONSUMER.CREATE.${name}.worker`, {
    stream_name: name,
    config: { ...worker, deliver_policy: "all" },
  });
  await plainly(url, async (connection) => {
    const [subject = ""] = subjectsOf(name);
    for (let count = 0; count < 6; count++) {
      await connection.request(subject, `seed ${count}`, { timeout: 2000 });
    }
  });
  await askPlainly(url, `STREAM.MSG.DELETE.${name}`, { seq: 3 });
}

async function asked(url: string, api: string, body: object): Promise<void> {
  const { error } = await askPlainly(url, api, body);
  if (error !== undefined) throw new Error(`${api}: ${JSON.stringify(error)}`);
}
