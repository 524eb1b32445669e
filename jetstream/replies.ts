import { BadReply } from "./errors";
import { isObject, type Json, type JsonObject } from "../domain/json";
import type {
  ConsumerState,
  ObservedConsumer,
  ObservedStream,
  Peers,
  StreamState,
} from "../domain/observed";

/** @param reply of STREAM.INFO, CREATE or UPDATE, or an entry of STREAM.LIST */
export function streamOf(reply: JsonObject): ObservedStream {
  const config = object(reply["config"]);
  const name = text(config["name"]);
  return {
    name,
    config,
    created: text(reply["created"]),
    state: streamState(name, object(reply["state"]), reply["ts"]),
    ...peers(reply["cluster"]),
  };
}

/** @param reply of CONSUMER.INFO or CREATE, or an entry of CONSUMER.LIST */
export function consumerOf(reply: JsonObject): ObservedConsumer {
  return {
    stream: text(reply["stream_name"]),
    name: text(reply["name"]),
    config: object(reply["config"]),
    created: text(reply["created"]),
    state: consumerState(reply),
    ...peers(reply["cluster"]),
  };
}

/** @returns the objects in a list; empty where there is none: the server writes null for an empty list */
export const objects = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

/** @returns the texts in a list; empty where there is none */
export const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

export const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** @returns the number; 0 where there is none */
export const number = (value: Json | undefined): number => {
  const found = typeof value === "number" ? value : Number(text(value));
  return Number.isFinite(found) ? found : 0;
};

export const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** Sequences above 2^53 arrive as strings already. @returns "0" where there is none */
export const sequence = (value: Json | undefined): string =>
  typeof value === "number" || typeof value === "string" ? String(value) : "0";

/** @throws BadReply without a number of messages: it must not pass for that of an empty stream, which may be deleted */
function streamState(name: string, state: JsonObject, observedAt: Json | undefined): StreamState {
  const { messages } = state;
  if (typeof messages !== "number" && !/^\d+$/.test(text(messages))) {
    throw new BadReply(
      `stream "${name}": the server's reply has no number of messages, so nothing is decided; see whether something between here and the server changes replies, and what \`nats stream info "${name}"\` says`,
    );
  }
  return {
    messages: number(messages),
    bytes: number(state["bytes"]),
    firstSeq: sequence(state["first_seq"]),
    lastSeq: sequence(state["last_seq"]),
    consumers: number(state["consumer_count"]),
    ...time("firstTime", state["first_ts"]),
    ...time("lastTime", state["last_ts"]),
    ...(typeof state["num_subjects"] === "number" && { subjects: state["num_subjects"] }),
    ...time("observedAt", observedAt),
  };
}

function consumerState(reply: JsonObject): ConsumerState {
  return {
    delivered: sequence(object(reply["delivered"])["consumer_seq"]),
    ackFloor: sequence(object(reply["ack_floor"])["consumer_seq"]),
    deliveredSeq: sequence(object(reply["delivered"])["stream_seq"]),
    ackFloorSeq: sequence(object(reply["ack_floor"])["stream_seq"]),
    ...(reply["push_bound"] === true && { pushBound: true }),
    pending: number(reply["num_pending"]),
    ackPending: number(reply["num_ack_pending"]),
    redelivered: number(reply["num_redelivered"]),
    waiting: number(reply["num_waiting"]),
    paused: reply["paused"] === true,
  };
}

function peers(cluster: Json | undefined): { readonly peers?: Peers } {
  if (!isObject(cluster)) return {};
  const leader = text(cluster["leader"]);
  const replicas = objects(cluster["replicas"]).map((replica) => ({
    name: text(replica["name"]),
    current: replica["current"] === true,
    offline: replica["offline"] === true,
    lag: number(replica["lag"] ?? 0),
  }));
  return { peers: { ...(leader !== "" && { leader }), replicas } };
}

/** The server writes year 1 where there is no time to tell. */
const time = (
  key: "firstTime" | "lastTime" | "observedAt",
  value: Json | undefined,
): Partial<StreamState> =>
  typeof value === "string" && !value.startsWith("0001-") ? { [key]: value } : {};
