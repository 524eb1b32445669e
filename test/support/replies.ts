import type { ConsumerConfig } from "../../domain/consumer/consumerConfig";
import { consumerFields } from "../../domain/consumer/consumerFields";
import { consumerToWire } from "../../domain/consumer/consumerWire";
import type { Json, JsonObject } from "../../domain/json";
import type { WireConfig } from "../../domain/observed";
import { atLeast, type ServerFacts } from "../../domain/server";
import type { StreamConfig } from "../../domain/stream/streamConfig";
import { streamFields } from "../../domain/stream/streamFields";
import { streamToWire } from "../../domain/stream/streamWire";
import type { Field } from "../../domain/field/fields";

/** The server lines whose behaviour the tables were seen on. */
export const seenVersions = ["2.10.26", "2.11.11", "2.12.8", "2.14.6", "2.15.1"] as const;

const levels = { "2.10": 0, "2.11": 1, "2.12": 3, "2.14": 4, "2.15": 5 };

/** @returns facts of a server of that version */
export function server(version: string, clustered = false): ServerFacts {
  const line = Object.entries(levels).find(([prefix]) => version.startsWith(`${prefix}.`));
  return { version, apiLevel: line?.[1] ?? 0, clustered, limits: {} };
}

/** @returns the config as a server of that version reads it back: defaults filled in, unknown fields gone */
export function streamReply(name: string, config: StreamConfig, version: string): WireConfig {
  return reply(streamFields, streamToWire(name, config), version, {
    mirror_direct: false,
    consumer_limits: {},
  });
}

/** @returns the config as a server of that version reads it back */
export const consumerReply = (name: string, config: ConsumerConfig, version: string): WireConfig =>
  reply(consumerFields, consumerToWire(name, config), version, {});

function reply<C>(
  fields: Readonly<Record<string, Field<C>>>,
  wire: WireConfig,
  version: string,
  always: JsonObject,
): WireConfig {
  const derived = Object.values(fields).flatMap((field): (readonly [string, Json])[] => {
    const value = field.derived?.value(wire) ?? null;
    return value === null ? [] : [[field.wire, value]];
  });
  const known = Object.values(fields).filter(({ since }) => atLeast(version, since));
  const names = ["name", "durable_name", "filter_subject", ...known.map((field) => field.wire)];
  const full = { ...always, ...Object.fromEntries(derived), ...wire };
  const { metadata = {} } = wire;
  return {
    ...Object.fromEntries(Object.entries(full).filter(([key]) => names.includes(key))),
    ...(atLeast(version, "2.11.0")
      ? { metadata: { ...(metadata as JsonObject), "_nats.ver": version, "_nats.level": "1" } }
      : {}),
  };
}
