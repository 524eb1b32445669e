import { isDeepStrictEqual } from "node:util";
import type { NatsConnection } from "nats";
import { bucketToWire, streamNameOf } from "../../domain/bucket/bucket";
import { consumerToWire } from "../../domain/consumer/consumer";
import type { JsonObject } from "../../domain/json";
import { streamToWire } from "../../domain/stream/stream";
import type { Stack, State } from "./engine";

/** @returns how what a server holds differs from what is declared, as the NATS client tells it */
export async function serverFindings(
  connection: NatsConnection,
  { streams, buckets }: Stack,
): Promise<readonly string[]> {
  const manager = await connection.jetstreamManager({ checkAPI: false });
  const live = await manager.streams.list().next();
  const found = new Map(live.map(({ config }) => [config.name, config as unknown as JsonObject]));
  const wanted = new Map([
    ...streams.map(({ name, config }) => [name, streamToWire(name, config)] as const),
    ...buckets.map((one) => [streamNameOf(one), bucketToWire(one, one.config)] as const),
  ]);
  const findings = differences("streams", [...found.keys()], [...wanted.keys()]);
  for (const [name, wire] of wanted)
    findings.push(...unequal(`stream ${name}`, wire, found.get(name)));
  for (const { name, consumers } of streams.filter((one) => found.has(one.name))) {
    const all = await manager.consumers.list(name).next();
    const names = all.map((consumer) => consumer.name);
    findings.push(
      ...differences(
        `consumers of ${name}`,
        names,
        consumers.map((one) => one.name),
      ),
    );
    for (const consumer of consumers) {
      const config = all.find((one) => one.name === consumer.name)?.config as unknown as JsonObject;
      const wire = consumerToWire(consumer.name, consumer.config);
      // one that was made again at its position says where
      const start = ["deliver_policy", "opt_start_seq", "metadata"];
      const rest = Object.fromEntries(Object.entries(wire).filter(([key]) => !start.includes(key)));
      findings.push(...unequal(`consumer ${name}/${consumer.name}`, rest, config));
    }
  }
  return findings;
}

/** @returns how the state differs from what is declared */
export function stateFindings(state: State, { streams, buckets }: Stack): readonly string[] {
  const wanted = [
    ...streams.flatMap(({ resource, consumers }) => [
      `Stream/${resource}`,
      ...consumers.map((consumer) => `Consumer/${consumer.resource}`),
    ]),
    ...buckets.map(({ kind, resource }) => `${kind}/${resource}`),
  ];
  const findings = differences("state", [...state.keys()], wanted);
  for (const [urn, { inputs, outs }] of state) {
    if (!isDeepStrictEqual(inputs["config"], outs["config"])) {
      findings.push(`${urn}: ${JSON.stringify([inputs["config"], outs["config"]])}`);
    }
  }
  return findings;
}

function differences(what: string, got: readonly string[], wanted: readonly string[]): string[] {
  const [a, b] = [[...got].sort(), [...wanted].sort()];
  return isDeepStrictEqual(a, b) ? [] : [`${what}: got ${a.join()}, wanted ${b.join()}`];
}

/** What the server adds by itself is its own. */
function unequal(what: string, wire: JsonObject, live: JsonObject | undefined): readonly string[] {
  return Object.entries(wire).flatMap(([key, value]) => {
    const is = live?.[key];
    const own = key === "metadata" ? { ...(is as object), ...(value as object) } : value;
    const none = is === undefined && (value === false || value === 0 || value === null);
    return none || isDeepStrictEqual(own, is)
      ? []
      : [`${what}: ${key} is ${JSON.stringify(is)}, wanted ${JSON.stringify(value)}`];
  });
}
