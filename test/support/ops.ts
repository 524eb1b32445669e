import { cautious } from "../../domain/policy";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { jsStreamsJson } from "../../domain/cluster/jsStreams";
import { declareSystem } from "../../domain/declare";
import type { SystemDefinition } from "../../domain/system";
import type { ConnectionOptions, NatsConnection } from "nats";
import { plainly } from "./plainClient";

/** What a verb said and came to. */
export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a verb of the operations command as a person would, without a terminal. */
export async function ops(
  args: readonly string[],
  variables: NodeJS.ProcessEnv = {},
  input = "",
): Promise<Answer> {
  const child = startOps(args, variables);
  child.stdin.on("error", () => undefined).end(input);
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code: child.exitCode, stdout, stderr };
}

/** Starts a verb that does not end by itself; whoever starts it ends it. */
export const startOps = (
  args: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): ChildProcessByStdio<Writable, Readable, Readable> =>
  spawn(process.execPath, ["toolchain/nats-stack.cjs", ...args], {
    env: { ...process.env, ...variables },
    stdio: ["pipe", "pipe", "pipe"],
  });

/** Makes the streams and consumers of a system by plain requests, as its declaration for stack "test" has them. */
export async function makePlainly(
  url: string,
  system: SystemDefinition,
  login: ConnectionOptions = {},
): Promise<void> {
  const policy = cautious;
  const declared = declareSystem(system, { project: "nats-stack", stack: "test", policy });
  const { streams } = JSON.parse(jsStreamsJson(declared)) as DeclaredJson;
  await plainly(
    url,
    async (connection) => {
      for (const { name, config, consumers } of streams) {
        await succeed(connection, `STREAM.CREATE.${name}`, config);
        for (const consumer of consumers) {
          const body = { stream_name: name, config: consumer.config, action: "create" };
          await succeed(connection, `CONSUMER.CREATE.${name}.${consumer.name}`, body);
        }
      }
    },
    login,
  );
}

interface DeclaredJson {
  readonly streams: readonly {
    readonly name: string;
    readonly config: object;
    readonly consumers: readonly { readonly name: string; readonly config: object }[];
  }[];
}

async function succeed(connection: NatsConnection, api: string, body: object): Promise<void> {
  const reply = await connection.request(`$JS.API.${api}`, JSON.stringify(body));
  const { error } = reply.json<{ readonly error?: unknown }>();
  if (error !== undefined) throw new Error(`${api}: ${JSON.stringify(error)}`);
}
