import type { Field, Mutability } from "../field/fields";
import { text } from "../field/kinds";
import type { StreamConfig } from "./streamConfig";
import { streamBehaviourFields } from "./streamBehaviourFields";
import { streamLimitFields } from "./streamLimitFields";
import { streamOriginFields } from "./streamOriginFields";
import type { StreamContext } from "./streamContext";
import { metadata } from "../field/structKinds";
import { inPlace } from "../field/verdicts";

/** A row of the table of stream fields. */
export type StreamField = Field<StreamContext>;

/** The name of a field that a stream may declare; `raw` holds what no row knows. */
export type StreamFieldName = Exclude<keyof StreamConfig, "raw">;

const described: Mutability<StreamContext> = inPlace();

/**
 * Every field of a stream up to server 2.15, once: read by validation, wire, plan and documentation.
 * A field that is declared but not listed, or the other way round, does not compile.
 *
 * @see nats-server server/stream.go, StreamConfig
 */
export const streamFields = {
  description: {
    wire: "description",
    kind: text(4096),
    since: "2.3.3",
    level: 0,
    default: null,
    change: described,
    doc: "what the stream is for",
  },
  ...streamOriginFields,
  ...streamLimitFields,
  ...streamBehaviourFields,
  metadata: {
    wire: "metadata",
    kind: metadata(),
    since: "2.10.0",
    level: 0,
    default: null,
    change: described,
    doc: 'free keys and values; those that begin with "_nats." are the server\'s',
  },
} satisfies Record<StreamFieldName, StreamField>;
