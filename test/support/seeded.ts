import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AckPolicy, DeliverPolicy, headers, type StreamConfig } from "nats";
import { plainly } from "./plainClient";
import { consumePlainly, managing, streamsOf } from "./liveServer";

/**
 * Makes a stream with ten messages, two of them gone, and two durable consumers, one of which has read three.
 *
 * @param config over a file stream with an owner mark
 */
export async function seed(
  url: string,
  name: string,
  config: Partial<StreamConfig> = {},
): Promise<void> {
  await managing(url, async ({ streams, consumers }) => {
    await streams.add({
      name,
      subjects: [`${name}.*`],
      metadata: { "nats-stack.owner": `nats-stack/test/shop/${name}`, team: "shop" },
      ...config,
    });
    for (const durable of ["reader", "idle"]) {
      await consumers.add(name, {
        durable_name: durable,
        ack_policy: AckPolicy.Explicit,
        deliver_policy: DeliverPolicy.All,
        metadata: { "nats-stack.owner": `nats-stack/test/shop/${name}/${durable}` },
      });
    }
  });
  await plainly(url, async (connection) => {
    const jetstream = connection.jetstream();
    for (let at = 1; at <= 10; at += 1) {
      const head = headers();
      head.set("Number", String(at));
      await jetstream.publish(`${name}.${at % 2 === 0 ? "even" : "odd"}`, `message ${at}`, {
        headers: head,
      });
    }
  });
  await managing(url, async ({ streams }) => {
    await streams.deleteMessage(name, 4);
    await streams.deleteMessage(name, 9);
  });
  await consumePlainly(url, name, "reader", 3);
}

/**
 * Leaves two streams on a server, one of which a system of this project declares; neither was deployed by it.
 *
 * @returns a new folder for their backup
 */
export async function seededAnew(url: string): Promise<string> {
  await managing(url, async ({ streams }) => {
    for (const name of Object.keys(await streamsOf(url))) await streams.delete(name);
  });
  await seed(url, "agent-results");
  await seed(url, "OTHER");
  return mkdtempSync(join(tmpdir(), "nats-stack-backup-"));
}

/**
 * Makes the stream LARGE, whose messages expire some day.
 *
 * @param count how many messages of half a megabyte that nothing compresses
 */
export async function fillLarge(url: string, count: number): Promise<void> {
  await managing(url, ({ streams }) =>
    streams.add({ name: "LARGE", subjects: ["large"], max_age: 3600 * 1e9 }),
  );
  const data = new Uint8Array(500_000).map(() => Math.random() * 256);
  await plainly(url, async (connection) => {
    for (let at = 0; at < count; at += 1) await connection.jetstream().publish("large", data);
  });
}

/** A stream in the manifest of a backup. */
export interface Entry {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly takenAt: string;
}

/** @returns the streams in the manifest of a backup */
export function entriesIn(folder: string): readonly Entry[] {
  const text = readFileSync(join(folder, "manifest.json"), "utf8");
  return (JSON.parse(text) as { readonly streams: readonly Entry[] }).streams;
}

/** What of a stream a restore has to bring back. */
export interface Contents {
  readonly messages: readonly object[];
  readonly lastSeq: number;
  readonly owner: string | undefined;
  readonly team: string | undefined;
  readonly consumers: readonly {
    readonly name: string;
    readonly ackFloor: number;
    readonly pending: number;
    readonly owner: string | undefined;
  }[];
}

/** What of a stream a restore has to bring back, read by the NATS client alone. */
export async function contentsOn(url: string, name: string): Promise<Contents> {
  return managing(url, async ({ streams, consumers }) => {
    const { state, config } = await streams.info(name, { deleted_details: true });
    const messages: object[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
      if (state.deleted.includes(seq)) continue;
      const { subject, data, header, time } = await streams.getMessage(name, { seq });
      const text = Buffer.from(data).toString();
      messages.push({ seq, subject, text, number: header.get("Number"), time: time.toISOString() });
    }
    const readers = await consumers.list(name).next();
    return {
      messages,
      lastSeq: state.last_seq,
      owner: config.metadata?.["nats-stack.owner"],
      team: config.metadata?.["team"],
      consumers: readers
        .map((one) => ({
          ...{ name: one.name, ackFloor: one.ack_floor.stream_seq, pending: one.num_pending },
          owner: one.config.metadata?.["nats-stack.owner"],
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    };
  });
}
