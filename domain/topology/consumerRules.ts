import { consumerAsset, quoted, streamAsset } from "../assets";
import type { ConsumerConfig } from "../consumer/consumerConfig";
import type { DeclaredStream, StreamsByName } from "./flows";
import { groupBy } from "../group";
import { nearest } from "../names";
import type { Problem } from "../problem";
import type { ServerFacts } from "../server";
import { overlapExample } from "../subject";

/** A consumer in its system, as far as checks across consumers need it. */
export interface DeclaredConsumer {
  readonly system: string;
  readonly stream: string;
  readonly name: string;
  readonly config: ConsumerConfig;
}

/** Mistakes among the consumers of all declared streams, each stream's taken together. */
export function consumerProblems(
  streams: StreamsByName,
  consumers: readonly DeclaredConsumer[],
  server?: ServerFacts,
): readonly Problem[] {
  const groups = groupBy(consumers, ({ stream }) => stream);
  return [...groups].flatMap(([name, group]) => {
    const stream = streams.get(name);
    const distinct = group.filter(
      (consumer, at) => group.findIndex(({ name: other }) => other === consumer.name) === at,
    );
    return [
      ...duplicates(group),
      ...(stream ? [] : undeclared(name, group, streams)),
      ...(stream ? tooMany(stream, distinct, server) : []),
      ...(stream?.config.retention === "workqueue" ? sharedMessages(distinct) : []),
    ];
  });
}

function duplicates(group: readonly DeclaredConsumer[]): readonly Problem[] {
  return [...groupBy(group, ({ name }) => name)]
    .filter(([, same]) => same.length > 1)
    .map(([name, [first, ...others]]) => ({
      path: consumerAsset(first?.stream ?? "", name),
      reason: `declared ${others.length + 1} times, by ${systems([first, ...others])}; a name is unique in its stream: rename one`,
    }));
}

const systems = (declared: readonly (DeclaredConsumer | undefined)[]): string => {
  const names = new Set(declared.flatMap((consumer) => consumer?.system ?? []));
  return `${names.size === 1 ? "system" : "systems"} ${quoted(names)}`;
};

function undeclared(
  stream: string,
  group: readonly DeclaredConsumer[],
  streams: StreamsByName,
): readonly Problem[] {
  const guess = nearest(stream, streams.keys());
  const hint = guess === undefined ? "declare that stream too" : `did you mean "${guess}"?`;
  return group.map(({ name }) => ({
    path: consumerAsset(stream, name),
    reason: `no stream "${stream}" is declared; ${hint}`,
  }));
}

/** The limit of an account counts per stream, like the stream's own: nats-server server/consumer.go, 10026. */
function tooMany(
  { name, config }: DeclaredStream,
  group: readonly DeclaredConsumer[],
  server?: ServerFacts,
): readonly Problem[] {
  const own = config.maxConsumers ?? -1;
  const account = server?.limits.maxConsumers ?? -1;
  const got = `got ${group.length} consumers`;
  const problem = (reason: string): Problem => ({
    path: `${streamAsset(name)}: consumers`,
    reason,
  });
  return [
    ...(own > 0 && group.length > own
      ? [problem(`${got}, but maxConsumers is ${own}; raise maxConsumers or declare fewer`)]
      : []),
    ...(account > 0 && group.length > account
      ? [
          problem(
            `${got}, but the account allows ${account} for a stream; declare fewer or raise the account's limit`,
          ),
        ]
      : []),
  ];
}

/** In a workqueue each message belongs to one consumer: 10099 for two without filters, 10100 for filters that overlap. */
function sharedMessages(group: readonly DeclaredConsumer[]): readonly Problem[] {
  return group.flatMap((consumer, at) =>
    group.slice(0, at).flatMap((earlier) => {
      const example = firstExample(filters(earlier), filters(consumer));
      return example === undefined ? [] : [shared(earlier, consumer, example)];
    }),
  );
}

const filters = ({ config }: DeclaredConsumer): readonly string[] =>
  config.filterSubjects?.length ? config.filterSubjects : [">"];

function firstExample(a: readonly string[], b: readonly string[]): string | undefined {
  for (const left of a) {
    for (const right of b) {
      const example = overlapExample(left, right);
      if (example !== undefined) {
        return example;
      }
    }
  }
  return undefined;
}

function shared(earlier: DeclaredConsumer, consumer: DeclaredConsumer, example: string): Problem {
  const all = [earlier, consumer].filter(({ config }) => !config.filterSubjects?.length);
  const got =
    all.length > 0
      ? `${all.map(({ name }) => `"${name}"`).join(" and ")} without filterSubjects ${all.length > 1 ? "take" : "takes"} every message`
      : `"${example}" would go to both`;
  return {
    path: `${consumerAsset(consumer.stream, consumer.name)}: filterSubjects`,
    reason: `overlaps consumer "${earlier.name}": ${got}, but in a stream with retention "workqueue" each message has one consumer; give both filterSubjects that do not overlap, or let clients share one consumer`,
  };
}
