import { placeOf } from "../../domain/place";
import type { JetStream } from "../../jetstream/connection";
import type * as pool from "../../jetstream/pool";
import { Sweep } from "../../jetstream/sweep";
import { checkTarget, resolveTarget } from "../../targets/target";
import { mayComeBack, patienceMillis } from "../../targets/patience";
import { readStackConfig } from "./shell";
import { Waiting } from "./waiting";

/** One server as all resources of this process share it. */
export interface Session {
  readonly js: JetStream;
  /** What is there, listed once and again only after something was changed. */
  readonly sweep: Sweep;
}

const sweeps = new WeakMap<JetStream, Sweep>();
const waits = new Map<string, Waiting>();

/**
 * Does something on a server, and does it again from its start where the server went away meanwhile and came back: a pod
 * that ends in the middle of a deployment is no reason to fail. Servers that this stack deploys are waited for before the
 * first request as well. Every wait has an end.
 *
 * @param work looks before it changes anything, so that what was done before the server went is not done twice
 */
export async function onServer<Result>(
  target: string,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const waiting = waitingFor(target);
  let end: number | undefined;
  for (;;) {
    await waiting.untilThere();
    const { turn } = waiting;
    let session: Session | undefined;
    try {
      session = await open(target);
      return await work(session);
    } catch (error) {
      end ??= Date.now() + waiting.patience;
      // where nobody ever answered the address may be wrong
      const wasThere = session !== undefined || placeOf(target) !== undefined;
      if (!wasThere || !mayComeBack(error, target) || Date.now() >= end) throw error;
      waiting.begin(turn);
    }
  }
}

function waitingFor(target: string): Waiting {
  const known = waits.get(target);
  if (known) return known;
  const made = new Waiting(target, patienceMillis(target), () => answers(target));
  // the very deployment that asks for them makes these servers
  if (placeOf(target)) made.begin(made.turn);
  waits.set(target, made);
  return made;
}

/** A ready pod is no JetStream leader yet: the first answer to an account's INFO is. */
async function answers(target: string): Promise<void> {
  await checkTarget(target, readStackConfig);
  await (await open(target)).js.request("INFO");
}

async function open(target: string): Promise<Session> {
  // a preview asks no server: it does not wait for the NATS client to be loaded either
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { connectShared } = require("../../jetstream/pool") as typeof pool;
  const js = await connectShared(await resolveTarget(target, readStackConfig));
  const sweep = sweeps.get(js) ?? new Sweep(js);
  sweeps.set(js, sweep);
  return { js, sweep };
}
