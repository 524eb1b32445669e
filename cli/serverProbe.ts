import { connect } from "node:net";
import { parseObject } from "../domain/json";

/** What a NATS server says of itself to everyone who connects. */
export interface ServerInfo {
  /** Different at every start of a server. */
  readonly id: string;
  /** `server_name` of its configuration. */
  readonly name: string;
  readonly version: string;
  readonly jetstream: boolean;
}

/**
 * Reads the INFO line that a NATS server sends first.
 *
 * @param millis deadline
 * @returns undefined where nobody listens, nothing comes in time, or what comes is not NATS
 * @see https://docs.nats.io/reference/reference-protocols/nats-protocol#info
 */
export function readInfo(
  host: string,
  port: number,
  millis: number,
): Promise<ServerInfo | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let text = "";
    const settle = (info: ServerInfo | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(info);
    };
    const timer = setTimeout(settle, millis, undefined);
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("\r\n") || text.length > 65_536) settle(infoFrom(text));
    });
    socket.once("error", () => {
      settle(undefined);
    });
    socket.once("close", () => {
      settle(undefined);
    });
  });
}

/**
 * A stream that the server could not read again after a kill -9 leaves it ill for good, and everything else works: it
 * is not asked about (seen on 2.15).
 *
 * @returns whether the server says, at its monitoring address, that it and JetStream are ready
 */
export async function isHealthy(monitoringUrl: string, millis: number): Promise<boolean> {
  try {
    const answer = await fetch(`${monitoringUrl}/healthz?js-server-only=true`, {
      signal: AbortSignal.timeout(millis),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

function infoFrom(text: string): ServerInfo | undefined {
  const [, json] = /^INFO (\{.*\})\s*\r\n/.exec(text) ?? [];
  const info = json === undefined ? undefined : parseObject(json);
  if (!info || typeof info["server_id"] !== "string" || typeof info["version"] !== "string") {
    return undefined;
  }
  return {
    id: info["server_id"],
    name: typeof info["server_name"] === "string" ? info["server_name"] : "",
    version: info["version"],
    jetstream: info["jetstream"] === true,
  };
}
