import type { LiveServer } from "../domain/plan/live";
import type { ObservedStream } from "../domain/observed";
import { connect, type JetStream } from "./connection";
import { Sweep } from "./sweep";
import type { Target } from "./target";

/**
 * Reads an account once: version, limits, every stream, and the consumers of those streams that are asked for.
 *
 * @param wanted whether the consumers of a stream matter: each such stream costs a request of its own
 * @param deadlineMillis for connecting
 * @throws what `connect` and the requests throw
 */
export async function observeAll(
  target: Target,
  wanted: (stream: ObservedStream) => boolean,
  deadlineMillis: number,
): Promise<LiveServer> {
  const js = await connect(target, { deadlineMillis });
  try {
    return await observe(js, wanted);
  } finally {
    await js.close();
  }
}

/** Reads an account once, through a connection that is there: see {@link observeAll}. */
export async function observe(
  js: JetStream,
  wanted: (stream: ObservedStream) => boolean,
): Promise<LiveServer> {
  const sweep = new Sweep(js);
  const [facts, { streams, missing, offline }] = await Promise.all([js.facts(), sweep.all()]);
  const asked = streams.filter((stream) => stream.state?.consumers !== 0 && wanted(stream));
  const consumers = await Promise.all(asked.map(({ name }) => sweep.consumers(name)));
  const unread = [...new Set([...missing, ...Object.keys(offline)])];
  return { facts, streams, consumers: consumers.flat(), missing: unread };
}
