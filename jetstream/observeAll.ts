import type { LiveServer } from "../domain/plan/live";
import type { ObservedStream } from "../domain/observed";
import type { Questions } from "../domain/stream/measured";
import { connect, type JetStream } from "./connection";
import { measure } from "./measure";
import { Sweep } from "./sweep";
import type { Target } from "./target";

/** What a plan wants to know of an account. */
export interface Wanted {
  /** Whether the consumers of a stream matter: each such stream costs a request of its own. */
  readonly consumersOf: (stream: ObservedStream) => boolean;
  /** What else to ask of which streams, once the rest is known: only those that really change. @default nothing */
  readonly questions?: (live: LiveServer) => ReadonlyMap<string, Questions>;
}

/**
 * Reads an account once: version, limits, every stream, the consumers of those streams that are asked for, and what
 * changes would delete.
 *
 * @param deadlineMillis for connecting
 * @throws what `connect` and the requests throw
 */
export async function observeAll(
  target: Target,
  wanted: Wanted,
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
  { consumersOf, questions }: Wanted,
): Promise<LiveServer> {
  const sweep = new Sweep(js);
  const [facts, { streams, missing, offline }] = await Promise.all([js.facts(), sweep.all()]);
  const asked = streams.filter((stream) => stream.state?.consumers !== 0 && consumersOf(stream));
  const read = await Promise.all(
    asked.map(async ({ name }) => ({ stream: name, ...(await sweep.consumers(name)) })),
  );
  const unread = [...new Set([...missing, ...Object.keys(offline)])];
  const live = {
    facts,
    streams,
    consumers: read.flatMap(({ consumers }) => consumers),
    missing: unread,
    missingConsumers: read.flatMap(({ stream, missing: names }) =>
      names.map((name) => ({ stream, name })),
    ),
  };
  return questions ? { ...live, streams: await measured(js, live, questions(live)) } : live;
}

const measured = (
  js: JetStream,
  { streams }: LiveServer,
  questions: ReadonlyMap<string, Questions>,
): Promise<readonly ObservedStream[]> =>
  Promise.all(
    streams.map(async (stream) => {
      const asked = questions.get(stream.name);
      return asked ? { ...stream, measured: await measure(js, stream, asked) } : stream;
    }),
  );
