import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Providers } from "../support/provider";

type Method = "check" | "diff" | "create" | "read" | "update" | "delete";

/** A provider in a process of its own. */
export interface ProviderProcess {
  /** Asks it for one call. @throws Error with what it said, or that it was killed */
  call<Result>(kind: keyof Providers, method: Method, ...args: readonly unknown[]): Promise<Result>;
  /** kill -9 */
  kill(): void;
  end(): Promise<void>;
}

interface Waiting {
  readonly done: (result: unknown) => void;
  readonly failed: (error: Error) => void;
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/**
 * Starts a provider of a stack whose configuration names this server.
 *
 * @param clockMillis by how much its clock is wrong
 */
export function startProvider(url: string, clockMillis = 0): ProviderProcess {
  const child = fork(join("test", "faults", "providerProcess.cjs"), {
    execArgv: ["--require", join(process.cwd(), "test", "support", "shiftedClock.cjs")],
    env: { ...process.env, NATS_STACK_TEST_CLOCK: String(clockMillis) },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const waiting = new Map<number, Waiting>();
  let count = 0;
  child.on("message", ({ id, result, error }: Answer) => {
    if (error === undefined) waiting.get(id)?.done(result);
    else waiting.get(id)?.failed(new Error(error));
    waiting.delete(id);
  });
  const exited = once(child, "exit").then(() => {
    for (const { failed } of waiting.values()) failed(new Error("the provider was killed"));
    waiting.clear();
  });
  return {
    call: <Result>(kind: keyof Providers, method: Method, ...args: readonly unknown[]) =>
      new Promise<Result>((resolve, reject) => {
        if (!child.connected) {
          reject(new Error("the provider was killed"));
          return;
        }
        const id = ++count;
        const done = (result: unknown): void => {
          resolve(result as Result);
        };
        waiting.set(id, { done, failed: reject });
        const settings = { "nats-stack:url": url };
        child.send({ id, kind, method, args, settings }, () => undefined);
      }),
    kill: () => {
      child.kill("SIGKILL");
    },
    end: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await exited;
    },
  };
}
