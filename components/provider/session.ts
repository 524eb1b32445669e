import { setTimeout as pause } from "node:timers/promises";
import { placeOf } from "../../domain/place";
import type { JetStream } from "../../jetstream/connection";
import { JetStreamOff, ServerRefusal, Unreachable } from "../../jetstream/errors";
import type * as pool from "../../jetstream/pool";
import { Sweep } from "../../jetstream/sweep";
import { NoPods } from "../../targets/podForward";
import { resolveTarget } from "../../targets/target";
import { readStackConfig } from "./shell";

/** One server as all resources of this process share it. */
export interface Session {
  readonly js: JetStream;
  /** What is there, listed once and again only after something was changed. */
  readonly sweep: Sweep;
}

const sweeps = new WeakMap<JetStream, Sweep>();

/** Servers that this very deployment makes: until pods are ready and have chosen a JetStream leader. */
const startMillis = 90_000;
const starting = new Map<string, Promise<void>>();
/** Until when a target is waited for: one that was not there in time is not waited for again by the next resource. */
const deadlines = new Map<string, number>();

/** @returns the one session of this process with a target, opened at the first call */
export async function session(target: string): Promise<Session> {
  if (placeOf(target)) await whenStarted(target);
  const js = await open(target);
  const sweep = sweeps.get(js) ?? new Sweep(js);
  sweeps.set(js, sweep);
  return { js, sweep };
}

async function open(target: string): Promise<JetStream> {
  // a preview asks no server: it does not wait for the NATS client to be loaded either
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { connectShared } = require("../../jetstream/pool") as typeof pool;
  return connectShared(await resolveTarget(target, readStackConfig));
}

/** All resources of a target wait together, once. */
function whenStarted(target: string): Promise<void> {
  const known = starting.get(target) ?? untilLeader(target);
  starting.set(target, known);
  known.catch(() => starting.delete(target));
  return known;
}

/** A ready pod is no JetStream leader yet: the first answer to an account's INFO is. */
async function untilLeader(target: string): Promise<void> {
  const end = deadlines.get(target) ?? Date.now() + startMillis;
  deadlines.set(target, end);
  for (let told = false; ;) {
    try {
      await (await open(target)).request("INFO");
      return;
    } catch (error) {
      if (!mayBeStarting(error) || Date.now() > end) throw error;
      if (!told) process.stdout.write(`waiting for ${target}: ${error.message}\n`);
      told = true;
      await pause(500);
    }
  }
}

const mayBeStarting = (error: unknown): error is Error =>
  (error instanceof NoPods && !error.gone) ||
  (error instanceof Unreachable && error.reason !== "tls") ||
  (error instanceof JetStreamOff && error.maybeStarting) ||
  (error instanceof ServerRefusal && error.status === 503);
