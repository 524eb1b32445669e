import type { ConsumerConfig } from "../../domain/consumer/consumerConfig";
import { problemLines } from "../../domain/problem";
import type { AccountLimits, ServerFacts } from "../../domain/server";
import type { StreamConfig, StreamSource } from "../../domain/stream/streamConfig";
import { type ObservedStream, type StreamState, streamToWire } from "../../domain/stream/stream";
import {
  checkTopology,
  type DeclaredConsumer,
  type DeclaredStream,
} from "../../domain/topology/topology";

/** A stream of the system "shop", or of another. */
export const stream = (
  name: string,
  config: StreamConfig = {},
  system = "shop",
): DeclaredStream => ({ system, name, config });

/** A consumer of the system "shop". */
export const consumer = (
  streamName: string,
  name: string,
  config: ConsumerConfig = {},
): DeclaredConsumer => ({ system: "shop", stream: streamName, name, config });

/** A source or mirror. */
export const from = (name: string, filterSubject?: string): StreamSource => ({
  name,
  ...(filterSubject !== undefined && { filterSubject }),
});

/** A server of the newest line. */
export const server = (limits: AccountLimits = {}, clustered = true): ServerFacts => ({
  version: "2.15.1",
  apiLevel: 5,
  clustered,
  limits,
});

/** The mistakes across these streams, a line each. */
export const topologyLines = (
  streams: readonly DeclaredStream[],
  consumers: readonly DeclaredConsumer[] = [],
  facts?: ServerFacts,
): readonly string[] => problemLines(checkTopology(streams, consumers, facts));

/** A live stream as a server reports it; its state only where it is given. */
export const live = (name: string, config: StreamConfig, state?: StreamState): ObservedStream => ({
  name,
  config: streamToWire(name, config),
  created: "2026-01-01T00:00:00Z",
  ...(state && { state }),
});

/** The state of a stream with so many messages of 100 bytes. */
export const holding = (messages: number, consumers = 0): StreamState => ({
  messages,
  bytes: messages * 100,
  firstSeq: "1",
  lastSeq: String(messages),
  consumers,
});
