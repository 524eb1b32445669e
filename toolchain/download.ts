import { createHash } from "node:crypto";
import { lookup } from "node:dns/promises";
import { open } from "node:fs/promises";

import { type Deadlines } from "./context";
import { Unavailable } from "./errors";
import { type Step, transferred } from "./progress";

const seconds = (millis: number): string => `${millis / 1000} s`;

/** Node says "fetch failed" and keeps the reason in the cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return "code" in error && typeof error.code === "string" ? error.code : error.message;
}

/** Aborts when no sign of life comes in time; each sign starts the time anew. */
class Watch {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  expect(millis: number, otherwise: string): void {
    this.stop();
    this.timer = setTimeout(() => {
      this.controller.abort(new Unavailable(otherwise));
    }, millis);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

/** The system's own search for a name can take half a minute where nothing answers: it gets less here. */
async function findHost(url: URL, millis: number): Promise<void> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${seconds(millis)}`));
    }, millis);
  });
  try {
    await Promise.race([lookup(host), late]);
  } catch (error) {
    throw new Unavailable(`host "${host}" is not found (${reasonOf(error)})`);
  } finally {
    clearTimeout(timer);
  }
}

async function request(url: URL, deadlines: Deadlines, watch: Watch): Promise<Response> {
  // a proxy finds the name by itself, and may be the only one that can
  if (process.env["NODE_USE_ENV_PROXY"] !== "1") await findHost(url, deadlines.name);
  watch.expect(deadlines.answer, `no answer from ${url.href} within ${seconds(deadlines.answer)}`);
  const response = await fetch(url, {
    signal: watch.signal,
    // the archive as it is stored: its checksum is of that
    headers: { "accept-encoding": "identity" },
  });
  if (!response.ok) throw new Unavailable(`${url.href} answered ${response.status}`);
  return response;
}

/** Hands each piece of the body to `take`. @throws Unavailable whatever goes wrong on the way */
async function receive(
  address: string,
  deadlines: Deadlines,
  take: (piece: Uint8Array, total: number | undefined) => Promise<void>,
): Promise<void> {
  const url = new URL(address);
  const watch = new Watch();
  const silence = `${address} fell silent for ${seconds(deadlines.silence)}`;
  try {
    const response = await request(url, deadlines, watch);
    const length = response.headers.get("content-length");
    watch.expect(deadlines.silence, silence);
    for await (const piece of response.body ?? []) {
      watch.expect(deadlines.silence, silence);
      await take(piece as Uint8Array, length === null ? undefined : Number(length));
    }
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    throw new Unavailable(`${address} broke off: ${reasonOf(error)}`);
  } finally {
    watch.stop();
  }
}

/** @returns the text at an address */
export async function fetchText(address: string, deadlines: Deadlines): Promise<string> {
  const pieces: Uint8Array[] = [];
  await receive(address, deadlines, (piece) => {
    pieces.push(piece);
    return Promise.resolve();
  });
  return Buffer.concat(pieces).toString("utf8");
}

/**
 * Writes what is at an address to a file.
 * @returns its sha256, as 64 lower-case hexadecimal digits
 */
export async function fetchFile(
  address: string,
  file: string,
  deadlines: Deadlines,
  step: Step,
): Promise<string> {
  const hash = createHash("sha256");
  const target = await open(file, "w");
  let bytes = 0;
  try {
    await receive(address, deadlines, async (piece, total) => {
      hash.update(piece);
      await target.write(piece);
      bytes += piece.length;
      step.detail(transferred(bytes, total));
    });
  } finally {
    await target.close();
  }
  return hash.digest("hex");
}
