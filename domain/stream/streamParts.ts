import type { Part, Parts } from "../field/fields";
import {
  consumerName,
  count,
  destination,
  duration,
  flag,
  instant,
  literalSubject,
  streamName,
  subject,
  text,
} from "../field/kinds";
import type { JsonObject } from "../json";
import { textOf } from "../field/kind";
import { transformProblem } from "../topology/transform";
import { list, record, set } from "../field/structKinds";

/** A part that every supported server knows and that is not there unless declared. */
const old = (wire: string, kind: Part["kind"], doc: string): Part => ({
  wire,
  kind,
  since: "2.10.0",
  level: 0,
  default: null,
  doc,
});

// an absent one is refused in a mirror by 2.10 (10151), and in a republish by any server in pedantic mode (10157)
const src: Part = {
  ...old("src", subject(), "which subjects, wildcards allowed"),
  default: ">",
  sent: "always",
};

/** The end of a transform has to go with its beginning. */
function transformed({ src: from, dest: to }: JsonObject) {
  const [source, destination] = [textOf(from) || ">", textOf(to)];
  const reason = destination === "" ? undefined : transformProblem(source, destination);
  return reason === undefined ? undefined : { part: "dest", reason };
}

const sourceTransformParts: Parts = {
  src,
  dest: {
    ...old("dest", destination("keep"), "what they become; left out, they stay"),
    default: "",
  },
};

const externalParts: Parts = {
  api: {
    ...old("api", literalSubject(), "subject prefix of the API over there"),
    required: true,
  },
  deliver: old("deliver", literalSubject(), "subject prefix on which it delivers to us"),
};

const sourceConsumerParts: Parts = {
  name: { ...old("name", consumerName(), "its name on the origin"), required: true },
  deliverSubject: {
    ...old("deliver_subject", literalSubject(), "where it delivers"),
    required: true,
  },
};

/** Parts of one source, and of a mirror. */
export const sourceParts = {
  name: { ...old("name", streamName(), "the stream that is copied"), required: true },
  optStartSeq: old("opt_start_seq", count({ least: 1 }), "copy from this sequence on"),
  optStartTime: old("opt_start_time", instant(), "copy what was stored then or later"),
  filterSubject: old("filter_subject", subject(), "copy only what matches"),
  subjectTransforms: old(
    "subject_transforms",
    list(
      '[{ src: "a.>", dest: "b.>" }]',
      record('a transform, such as { src: "a.>", dest: "b.>" }', sourceTransformParts, {
        together: transformed,
      }),
    ),
    "copy what matches, renamed",
  ),
  external: old(
    "external",
    record('where the other account is, such as { api: "$JS.hub.API" }', externalParts),
    "the stream lives in another account or domain",
  ),
  consumer: {
    ...old(
      "consumer",
      record(
        'a consumer, such as { name: "copy", deliverSubject: "deliver.copy" }',
        sourceConsumerParts,
      ),
      "copy through a durable consumer on the origin",
    ),
    since: "2.14.0",
    level: 4,
  },
} satisfies Parts;

/** One source or mirror. */
export const source = () => record('a stream to copy, such as { name: "ORDERS" }', sourceParts);

/** Sources: a set. */
export const sources = () => set('[{ name: "ORDERS" }]', source());

const transformParts: Parts = {
  src,
  dest: { ...old("dest", destination(), "what they become"), required: true },
};

/** Renames what is stored. */
export const subjectTransform = () =>
  record('a transform, such as { src: "a.>", dest: "b.>" }', transformParts, {
    together: transformed,
  });

const republishParts: Parts = {
  src,
  dest: { ...old("dest", destination(), "where it is published again"), required: true },
  headersOnly: { ...old("headers_only", flag(), "without the body"), default: false },
};

/** Publishes again what is stored. */
export const republish = () =>
  record('where to, such as { dest: "copy.>" }', republishParts, { together: transformed });

const placementParts: Parts = {
  cluster: old("cluster", text(255), "name of the cluster"),
  tags: old("tags", set('["ssd"]', text(255)), "tags that a server must have, all of them"),
};

/** Which servers may hold a stream. */
export const placement = () =>
  record('a placement, such as { tags: ["ssd"] }', placementParts, {
    refused: {
      preferred: "no server takes a preferred server in a stream; name a cluster or tags",
    },
  });

const consumerLimitParts: Parts = {
  inactiveThreshold: old(
    "inactive_threshold",
    duration({ least: "1ms" }),
    "the longest a consumer may be without a client",
  ),
  maxAckPending: old(
    "max_ack_pending",
    count({ least: 1 }),
    "the most messages a consumer may have unacked",
  ),
};

/** Bounds for the consumers of a stream. */
export const consumerLimits = () =>
  record("limits, such as { maxAckPending: 1000 }", consumerLimitParts);
