import { consumerAsset } from "../assets";
import type { ConsumerConfig } from "./consumerConfig";
import { consumerFields } from "./consumerFields";
import { consumerRules, type DeclaredConsumer } from "./consumerFieldRules";
import { consumerIdentity, consumerToWire } from "./consumerWire";
import { consumerNameProblem } from "../names";
import type { Problem } from "../problem";
import {
  fieldProblems,
  rawProblems,
  ruleProblems,
  versionProblems,
  wellFormed,
} from "../field/rules";
import type { ServerFacts } from "../server";
import type { StreamConfig } from "../stream/streamConfig";
import { streamFields } from "../stream/streamFields";
import { streamToWire } from "../stream/streamWire";

/**
 * All that is wrong with a declared consumer, at once.
 *
 * @param streamConfig the declaration of its stream: then also what the stream does not allow
 * @param server when given, also what this server's version and kind do not allow; without it only what no
 *   server allows
 */
export function validateConsumer(
  stream: string,
  name: string,
  config: ConsumerConfig,
  streamConfig?: StreamConfig,
  server?: ServerFacts,
): readonly Problem[] {
  const path = (field: string): string => `${consumerAsset(stream, name)}: ${field}`;
  const good = wellFormed(consumerFields, config);
  const consumer: DeclaredConsumer = {
    name,
    config: good,
    // what is well formed has the shape of the type; which fields are missing does not matter to it
    wire: consumerToWire(name, good),
    ...(server === undefined ? {} : { server }),
    ...(streamConfig === undefined ? {} : { stream: streamWire(stream, streamConfig) }),
  };
  const named = consumerNameProblem(name);
  return [
    ...(named === undefined ? [] : [{ path: path("name"), reason: named }]),
    ...fieldProblems(consumerFields, config, path),
    ...rawProblems(consumerFields, ["created", ...consumerIdentity], config, path),
    ...ruleProblems(consumerRules, consumer, config, path),
    ...versionProblems(consumerFields, consumer, path),
  ];
}

/** The stream's own mistakes are told where the stream is validated. */
const streamWire = (name: string, config: StreamConfig) =>
  streamToWire(name, wellFormed(streamFields, config));
