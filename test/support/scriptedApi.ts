import { connect as connectPlainly, type NatsConnection } from "nats";
import { connect, type JetStream } from "../../jetstream/connection";
import { startNatsServer } from "./natsServer";

/** A request as it arrived. */
export interface Asked {
  /** API subject without "$JS.API.". */
  readonly api: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A JetStream API whose answers a test makes up, for what no healthy server says. */
export interface ScriptedApi {
  readonly js: JetStream;
  /** Everything that was asked so far, in order. */
  readonly asked: readonly Asked[];
  stop(): Promise<void>;
}

/**
 * Starts a server without JetStream and answers in its place.
 *
 * @param answer is given each request and how many had the same subject before; undefined stays silent
 */
export async function scriptedApi(
  answer: (request: Asked, before: number) => object | undefined,
): Promise<ScriptedApi> {
  const server = await startNatsServer({ jetstream: false });
  const responder = await connectPlainly({ servers: server.url });
  const asked: Asked[] = [];
  respond(responder, asked, answer);
  await responder.flush();
  const js = await connect({ name: "scripted", url: server.url }, { requestMillis: 300 });
  return {
    js,
    asked,
    stop: async () => {
      await js.close();
      await responder.close();
      await server.stop();
    },
  };
}

function respond(
  responder: NatsConnection,
  asked: Asked[],
  answer: (request: Asked, before: number) => object | undefined,
): void {
  responder.subscribe("$JS.API.>", {
    callback: (_error, message) => {
      const api = message.subject.slice("$JS.API.".length);
      const body = message.data.length === 0 ? {} : message.json<Record<string, unknown>>();
      const before = asked.filter((request) => request.api === api).length;
      asked.push({ api, body });
      const reply = answer({ api, body }, before);
      if (reply !== undefined) message.respond(JSON.stringify(reply));
    },
  });
}

/** @returns a reply with an error of JetStream */
export const refusal = (errCode: number, description: string, code = 503): object => ({
  error: { code, err_code: errCode, description },
});
