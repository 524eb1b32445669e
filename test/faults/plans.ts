import type { ConsumerConfig } from "../../domain/consumer/consumerConfig";
import type { StreamConfig } from "../../domain/stream/streamConfig";
import type { KeyValueDefinition, StreamDefinition, SystemDefinition } from "../../domain/system";
import type { Random } from "./random";
import { shop } from "./shop";

/** What is deployed first, and what is to become of it. */
export interface RandomPlan {
  readonly before: SystemDefinition;
  readonly after: SystemDefinition;
  /** What was done to the streams and buckets, for whoever reads about a failure. */
  readonly steps: readonly string[];
}

/** Streams by name, while they are made up. */
type Streams = Record<string, StreamDefinition>;

/** Makes up a declaration and a change of it. */
export function randomPlan(random: Random): RandomPlan {
  const before = Object.fromEntries(
    Array.from({ length: 1 + random.below(4) }, (_, at) => [`S${at}`, newStream(random, at)]),
  );
  const buckets = random.chance(0.3) ? { K0: newBucket(random) } : {};
  const [after, steps]: [Streams, string[]] = [{ ...before }, []];
  for (let count = 1 + random.below(3); count > 0; count--) {
    steps.push(random.pick(changes)(after, random));
  }
  const left = changedBuckets(buckets, random, steps);
  return { before: shop(before, buckets), after: shop(after, left), steps };
}

function newStream(random: Random, at: number): StreamDefinition {
  const retention = random.pick(["limits", "limits", "workqueue"] as const);
  const consumers = Array.from({ length: random.below(retention === "limits" ? 3 : 2) });
  return {
    purpose: `Number ${at}`,
    usedBy: [],
    dataLoss: "allow",
    onImmutableChange: random.pick(["recreate", "migrate", "migrate"]),
    config: {
      subjects: [`s${at}.a`, `s${at}.b`],
      retention,
      ...(random.chance(0.3) && { denyDelete: true }),
      ...(random.chance(0.3) && { allowDirect: true }),
    },
    consumers: Object.fromEntries(
      consumers.map((_, number) => [`c${number}`, newConsumer(random)]),
    ),
  };
}

const newConsumer = (random: Random): ConsumerConfig => ({
  ackPolicy: "explicit",
  maxAckPending: random.pick([100, 200]),
});

const newBucket = (random: Random): KeyValueDefinition => ({
  purpose: "Settings",
  usedBy: [],
  dataLoss: "allow",
  config: { history: random.pick([1, 5]) },
});

/** @returns what was done, or that there was nothing to do */
type Change = (streams: Streams, random: Random) => string;

const some = (
  streams: Streams,
  random: Random,
  fits: (stream: StreamDefinition) => boolean = () => true,
): string | undefined => {
  const names = Object.entries(streams).flatMap(([name, stream]) => (fits(stream) ? [name] : []));
  return names.length === 0 ? undefined : random.pick(names);
};

/** Changes one stream, where there is one. */
const each =
  (
    what: string,
    change: (stream: StreamDefinition, random: Random) => StreamDefinition,
    fits?: (stream: StreamDefinition) => boolean,
  ): Change =>
  (streams, random) => {
    const name = some(streams, random, fits);
    const stream = name === undefined ? undefined : streams[name];
    if (name === undefined || stream === undefined) return "nothing";
    streams[name] = change(stream, random);
    return `${what} ${name}`;
  };

const configured =
  (make: (config: StreamConfig, random: Random) => object) =>
  (stream: StreamDefinition, random: Random): StreamDefinition => ({
    ...stream,
    config: { ...stream.config, ...make(stream.config, random) },
  });

const update = each(
  "update",
  configured((_, random) =>
    random.pick([
      { maxAge: random.pick(["1h", "2h"]) },
      { maxBytes: "10MB" },
      { allowDirect: true },
      { maxMsgSize: 1000 },
      { metadata: { team: random.pick(["a", "b"]) } },
      { compression: "s2" },
    ]),
  ),
);

const lower = each(
  "lower",
  configured((_, random) =>
    random.chance(0.5)
      ? { maxMsgs: 2 + random.below(4) }
      : { maxMsgsPerSubject: 1 + random.below(3) },
  ),
);

const purge = each("purge", (stream, random) => ({
  ...stream,
  purge: `text ${random.below(1_000_000)}`,
}));

/**
 * What no server changes in place; whether it is copied or made anew says the stream. A workqueue takes no second consumer
 * of the same messages.
 */
const lasting = each(
  "replace or migrate",
  configured(({ retention, denyDelete }) => ({
    retention: retention === "workqueue" ? "limits" : "workqueue",
    ...(denyDelete === true && { denyDelete: false }),
  })),
  ({ consumers = {} }) => Object.keys(consumers).length < 2,
);

const readers = each("consumers of", (stream, random) => {
  const [, ...kept] = Object.entries(stream.consumers ?? {});
  const next = [...(random.chance(0.5) ? kept : []), ["c9", newConsumer(random)] as const];
  return { ...stream, consumers: Object.fromEntries(next.slice(0, 1)) };
});

const move: Change = (streams, random) => {
  const [from = "", to = ""] = [some(streams, random), some(streams, random)];
  const [giving, taking] = [streams[from], streams[to]];
  const [subject, ...rest] = giving?.config.subjects ?? [];
  if (from === to || !giving || !taking || subject === undefined || rest.length === 0)
    return "nothing";
  streams[from] = withSubjects(giving, rest);
  streams[to] = withSubjects(taking, [...(taking.config.subjects ?? []), subject]);
  return `move ${subject} from ${from} to ${to}`;
};

const withSubjects = (stream: StreamDefinition, subjects: readonly string[]): StreamDefinition => ({
  ...stream,
  config: { ...stream.config, subjects } as StreamConfig,
});

const create: Change = (streams, random) => {
  const at = 10 + random.below(10);
  streams[`S${at}`] = newStream(random, at);
  return `create S${at}`;
};

const remove: Change = (streams, random) => {
  const name = some(streams, random);
  if (name === undefined) return "nothing";
  Reflect.deleteProperty(streams, name);
  return `delete ${name}`;
};

/** Another name, and subjects that go with it: those of the former one are free only once it is gone. */
const rename: Change = (streams, random) => {
  const name = some(streams, random);
  const stream = streams[name ?? ""];
  if (name === undefined || !stream) return "nothing";
  Reflect.deleteProperty(streams, name);
  const at = 20 + random.below(10);
  streams[`S${at}`] = withSubjects(stream, [`s${at}.a`, `s${at}.b`]);
  return `rename ${name} to S${at}`;
};

const changes: readonly Change[] = [
  update,
  lower,
  purge,
  lasting,
  lasting,
  readers,
  move,
  create,
  remove,
  rename,
];

function changedBuckets(
  buckets: Readonly<Record<string, KeyValueDefinition>>,
  random: Random,
  steps: string[],
): Readonly<Record<string, KeyValueDefinition>> {
  if (random.chance(0.7)) return buckets;
  const gone = "K0" in buckets && random.chance(0.4);
  steps.push(gone ? "delete bucket K0" : "create or change bucket K0");
  return gone ? {} : { K0: { ...newBucket(random), config: { history: 5, ttl: "1h" } } };
}
