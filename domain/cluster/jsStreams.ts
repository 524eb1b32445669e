import { consumerToWire } from "../consumer/consumer";
import type { StreamDeclaration } from "../declare";
import type { JsonObject } from "../json";
import { streamToWire } from "../stream/stream";

/** File name of the declared streams in their ConfigMap. */
export const jsStreamsFile = "js-streams.json";

/**
 * The declared streams for programs that read them: each with its complete configuration in the server's own words, and
 * its consumers, marks included. The order is that of the declaration.
 */
export const jsStreamsJson = (streams: readonly StreamDeclaration[]): string =>
  `${JSON.stringify({ streams: streams.map(streamEntry) }, undefined, 2)}\n`;

function streamEntry({ name, config, consumers }: StreamDeclaration): JsonObject {
  return {
    name,
    config: streamToWire(name, config),
    consumers: consumers.map((consumer) => ({
      name: consumer.name,
      config: consumerToWire(consumer.name, consumer.config),
    })),
  };
}
