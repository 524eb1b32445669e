import type { Field } from "../field/fields";
import type { Json } from "../json";
import type { WireConfig } from "../observed";
import type { StreamContext } from "./streamContext";
import { count, subject } from "../field/kinds";
import { firstSeqChange, mirrorChange, sourcesChange, subjectsChange } from "./streamChanges";
import { republish, source, sources, subjectTransform } from "./streamParts";
import { set } from "../field/structKinds";
import { inPlace } from "../field/verdicts";

/** A stream without subjects, sources and mirror listens to its own name. */
const ownSubjects = (config: WireConfig): Json =>
  config["sources"] === undefined && config["mirror"] === undefined
    ? [config["name"] ?? null]
    : null;

/** Where the messages of a stream come from, and where they go besides. */
export const streamOriginFields = {
  subjects: {
    wire: "subjects",
    kind: set('["orders.>"]', subject()),
    since: "2.2.0",
    level: 0,
    default: null,
    derived: { value: ownSubjects, mayBe: () => false },
    change: subjectsChange,
    doc: "what is stored, wildcards allowed; the stream's name where neither subjects nor sources nor a mirror are declared",
  },
  mirror: {
    wire: "mirror",
    kind: source(),
    since: "2.2.0",
    level: 0,
    default: null,
    change: mirrorChange,
    doc: "the stream that this one is a read-only copy of",
  },
  sources: {
    wire: "sources",
    kind: sources(),
    since: "2.2.0",
    level: 0,
    default: null,
    change: sourcesChange,
    doc: "streams whose messages are copied into this one",
  },
  firstSeq: {
    wire: "first_seq",
    kind: count({ least: 1 }),
    since: "2.10.0",
    level: 0,
    default: null,
    change: firstSeqChange,
    doc: "sequence number of the first message, only when the stream is created",
  },
  subjectTransform: {
    wire: "subject_transform",
    kind: subjectTransform(),
    since: "2.10.0",
    level: 0,
    default: null,
    change: inPlace("applies to messages from now on"),
    doc: "renames the subject of each message as it is stored",
  },
  republish: {
    wire: "republish",
    kind: republish(),
    since: "2.8.3",
    level: 0,
    default: null,
    change: inPlace("applies to messages from now on"),
    doc: "publishes each stored message once more, on another subject",
  },
} satisfies Record<string, Field<StreamContext>>;
