import { readFile, stat } from "node:fs/promises";
import { humanSize } from "../../domain/units";
import { subjectProblem } from "../../domain/subject";
import type { JetStream } from "../../jetstream/connection";
import { publishMessage } from "../../jetstream/publish";
import { Mistake } from "../mistake";
import { serverOfSubject } from "./choose";
import { type ExitCode, exitCodes } from "./exitCodes";
import { findServers, type Selection, withServer } from "./servers";
import { answer, type Voice } from "./voice";

/** Where the data of a message comes from. */
export type DataFrom =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stdin" };

/** What `publish` was asked for. */
export interface PublishRequest extends Selection {
  readonly subject: string;
  readonly data: DataFrom;
  /** "Name: value", one each. */
  readonly headers: readonly string[];
}

/**
 * `nats-stack publish`: one message, acknowledged by the stream that stores it.
 *
 * @throws Mistake where subject, headers or data cannot be sent
 */
export async function publish(request: PublishRequest, voice: Voice): Promise<ExitCode> {
  const { subject } = request;
  const problem = subjectProblem(subject) ?? publishProblem(subject);
  if (problem !== undefined) throw new Mistake(`subject: ${problem}`);
  const headers = headersOf(request.headers);
  const server = serverOfSubject((await findServers(request)).servers, subject, "publish");
  const stored = await withServer(server, 0, async (js) => {
    const data = await dataOf(request.data, js);
    return publishMessage(js, { subject, data, headers });
  });
  const { stream, sequence, duplicate } = stored;
  answer(voice, { ok: true, subject, ...stored }, () =>
    duplicate
      ? `left out: stream "${stream}" has a message with this Nats-Msg-Id already, sequence ${sequence}`
      : `stored in stream "${stream}", sequence ${sequence}`,
  );
  return exitCodes.fine;
}

function publishProblem(subject: string): string | undefined {
  if (subject.split(".").some((token) => token === "*" || token === ">")) {
    return `got "${subject}"; a message has one subject, without wildcards`;
  }
  return /^\$(JS|SYS)\./.test(subject)
    ? `got "${subject}"; what begins so is the server's own, and no message for a stream`
    : undefined;
}

function headersOf(lines: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const named = new Map<string, string[]>();
  for (const line of lines) {
    // printable ASCII but the colon, as servers take it
    const [, name, value] = /^([!-9;-~]+):\s*([^\r\n]*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new Mistake(
        `--header: got ${JSON.stringify(line)}; write a name, a colon and a value, such as "Nats-Msg-Id: order-1"`,
      );
    }
    named.set(name, [...(named.get(name) ?? []), value]);
  }
  return Object.fromEntries(named);
}

/** @throws Mistake where there is none, or more than the server takes */
async function dataOf(data: DataFrom, { server }: JetStream): Promise<Uint8Array> {
  const most = server.maxPayloadBytes;
  const bytes = await read(data, most);
  if (bytes.length <= most) return bytes;
  throw new Mistake(
    `data: more than the ${humanSize(most)} that this server takes; send less, or raise its max_payload`,
  );
}

async function read(data: DataFrom, most: number): Promise<Uint8Array> {
  switch (data.kind) {
    case "text":
      return Buffer.from(data.text);
    case "file":
      return readSome(data.path, most);
    case "stdin":
      return readStdin(most);
    default:
      return data satisfies never;
  }
}

async function readSome(path: string, most: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    return size > most ? Buffer.alloc(most + 1) : await readFile(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw new Mistake(`--file: "${path}" cannot be read (${code}); correct the path`, {
      cause: error,
    });
  }
}

/** Stops at the first byte too many. */
async function readStdin(most: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) break;
  }
  return Buffer.concat(chunks);
}
