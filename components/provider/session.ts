import type { JetStream } from "../../jetstream/connection";
import { connectShared } from "../../jetstream/pool";
import { Sweep } from "../../jetstream/sweep";
import { resolveTarget } from "../target";
import { readStackConfig } from "./shell";

/** One server as all resources of this process share it. */
export interface Session {
  readonly js: JetStream;
  /** What is there, listed once and again only after something was changed. */
  readonly sweep: Sweep;
}

const sweeps = new WeakMap<JetStream, Sweep>();

/** @returns the one session of this process with a target, opened at the first call */
export async function session(target: string): Promise<Session> {
  const js = await connectShared(resolveTarget(target, readStackConfig));
  const sweep = sweeps.get(js) ?? new Sweep(js);
  sweeps.set(js, sweep);
  return { js, sweep };
}
