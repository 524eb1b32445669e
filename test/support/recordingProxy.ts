import { createConnection, type Socket } from "node:net";
import { listening } from "./ports";

/** A way to a server that remembers what was asked on it, and breaks when it is told to. */
export interface RecordingProxy {
  /** What to connect to instead of the server. */
  readonly url: string;
  /** @returns the API subjects asked for since the last call, in order, without "$JS.API." */
  readonly taken: () => readonly string[];
  /**
   * Breaks the connection of the next request of an API, once: before it arrives, or after the server has answered it.
   *
   * @param meanwhile is done before whoever asked sees the connection break
   */
  readonly lose: (
    api: string,
    what: "request" | "answer",
    meanwhile?: () => Promise<unknown>,
  ) => void;
  readonly close: () => Promise<void>;
}

interface Loss {
  readonly api: string;
  readonly what: "request" | "answer";
  readonly meanwhile: () => Promise<unknown>;
}

/**
 * Passes every byte on between clients and a server, and notes the JetStream requests among them. The server's own
 * advisories about requests come late and out of order.
 *
 * @param port of a NATS server on loopback
 */
export async function recordingProxy(port: number): Promise<RecordingProxy> {
  let sent = "";
  let loss: Loss | undefined;
  const proxy = await listening((client) => {
    const server = createConnection(port, "127.0.0.1");
    const drop = (): void => {
      client.destroy();
    };
    server.on("error", drop).on("close", drop);
    client.on("close", () => server.destroy());
    client.on("data", (chunk: Buffer) => {
      const text = chunk.toString("latin1");
      sent += text;
      if (loss !== undefined && text.includes(`$JS.API.${loss.api} `)) {
        breakFor(loss, chunk, client, server);
        loss = undefined;
      } else server.write(chunk);
    });
    server.pipe(client);
  });
  return {
    url: `nats://127.0.0.1:${proxy.port}`,
    taken: () => {
      const asked = [...sent.matchAll(/^H?PUB \$JS\.API\.(\S+) /gm)].map(([, api = ""]) => api);
      sent = "";
      return asked;
    },
    lose: (api, what, meanwhile = () => Promise.resolve()) => {
      loss = { api, what, meanwhile };
    },
    close: proxy.close,
  };
}

function breakFor({ what, meanwhile }: Loss, chunk: Buffer, client: Socket, server: Socket): void {
  server.unpipe(client);
  // once the server is gone the client would be, too soon
  server.removeAllListeners("close");
  const broken = (): void => {
    void meanwhile().finally(() => client.destroy());
  };
  if (what === "request") {
    server.destroy();
    broken();
  } else {
    server.write(chunk);
    server.once("data", broken).resume();
  }
}
