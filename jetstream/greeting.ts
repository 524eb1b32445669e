import { createConnection, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { isObject } from "../domain/json";
import type { Deadline } from "./deadline";
import type { Unreachable } from "./errors";
import type { Address, Target } from "./target";
import { tlsSettings } from "./tls";
import { noAnswer, noGreeting, notNats, socketFailure } from "./unreachable";

/** What a NATS server says of itself before anything is asked. */
export interface Greeting {
  /** "2.15.1" */
  readonly version: string;
  /** JetStream is on at this server; another one of its cluster may have it none the less. */
  readonly jetstream: boolean;
  readonly clustered: boolean;
  /** The server does TLS on this port. */
  readonly tls: boolean;
  /** The server lets nobody in without a client certificate. */
  readonly clientCertificate: boolean;
  /** The largest message that it takes, in bytes, headers included. */
  readonly maxPayloadBytes: number;
}

/** What servers are set to unless their configuration says otherwise. */
const usualPayloadBytes = 1_048_576;

type Heard =
  | { readonly end: "line" | "closed"; readonly text: string }
  | { readonly end: "silence"; readonly connected: boolean }
  | { readonly end: "error"; readonly error: Error };

/** After this silence the port is asked in HTTP: a NATS server has long spoken by then. */
const silenceMillis = 1000;

/**
 * Reads the INFO of whatever listens on an address, on a connection of its own that is closed again.
 *
 * The client cannot do this: where a port accepts and stays silent it leaves its socket open (seen on nats 2.29.3),
 * which keeps the process alive, and it cannot tell an HTTP server from a dead one.
 *
 * @throws Unreachable saying what is there instead
 */
export async function readGreeting(
  target: Target,
  address: Address,
  deadline: Deadline,
): Promise<Greeting> {
  const socket = open(target, address);
  try {
    const heard = await listen(socket, deadline);
    const greeting = heard.end === "line" ? greetingIn(heard.text) : undefined;
    if (greeting === undefined) throw failure(heard, target, address, deadline);
    return greeting;
  } finally {
    socket.destroy();
  }
}

function open(target: Target, address: Address): Socket {
  const { host, port } = address;
  return target.tls?.handshakeFirst === true
    ? connectTls({ ...tlsSettings(target.tls, address), port })
    : createConnection({ host, port });
}

async function listen(socket: Socket, deadline: Deadline): Promise<Heard> {
  const timers: NodeJS.Timeout[] = [];
  const heard = new Promise<Heard>((resolve) => {
    let text = "";
    timers.push(
      setTimeout(() => {
        resolve({ end: "silence", connected: !socket.connecting });
      }, deadline.left()),
      setTimeout(() => socket.write("GET / HTTP/1.0\r\n\r\n"), silenceMillis),
    );
    socket.on("error", (error) => {
      resolve({ end: "error", error });
    });
    socket.on("close", () => {
      resolve({ end: "closed", text });
    });
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (text.includes("\n")) resolve({ end: "line", text });
    });
  });
  return heard.finally(() => {
    timers.forEach(clearTimeout);
  });
}

function failure(heard: Heard, target: Target, address: Address, deadline: Deadline): Unreachable {
  switch (heard.end) {
    case "error":
      return socketFailure(heard.error, target, address);
    case "silence":
      return heard.connected
        ? noGreeting(target, address, `stays silent for ${deadline.span}`)
        : noAnswer(target, address, deadline);
    case "closed":
    case "line":
      return heard.text === ""
        ? noGreeting(target, address, "hangs up without a word")
        : notNats(target, address, heard.text);
    default:
      return heard satisfies never;
  }
}

function greetingIn(text: string): Greeting | undefined {
  const [, json] = /^INFO\s+(\{.*\})\s*\r?\n/.exec(text) ?? [];
  const info = json === undefined ? undefined : parsed(json);
  if (!isObject(info)) return undefined;
  return {
    version: typeof info["version"] === "string" ? info["version"] : "0.0.0",
    jetstream: info["jetstream"] === true,
    clustered: typeof info["cluster"] === "string" && info["cluster"] !== "",
    tls: info["tls_required"] === true || info["tls_available"] === true,
    clientCertificate: info["tls_verify"] === true,
    maxPayloadBytes:
      typeof info["max_payload"] === "number" ? info["max_payload"] : usualPayloadBytes,
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
