import type { Json } from "../../domain/json";
import type { streamOriginFields } from "../../domain/stream/streamOriginFields";
import { also, type Also, type Samples } from "./samples";

const transforms = [{ src: "a.x", dest: "OWN-t.x" }];
const elsewhere = { api: "$JS.hub.API", deliver: "deliver.OWN" };
const consumer = { name: "copy", deliverSubject: "deliver.OWN" };

/** Every part of a source or mirror. "A" has subjects `a.>` and "B" `b.>`; "two" is the second message's time. */
const origins: readonly Json[] = [
  { name: "A" },
  { name: "B" },
  { name: "A", filterSubject: "a.x" },
  { name: "A", filterSubject: "a.y" },
  { name: "A", optStartSeq: 2 },
  { name: "A", optStartSeq: 3 },
  { name: "A", optStartTime: "2026-01-31T00:00:00Z" },
  { name: "A", subjectTransforms: transforms },
  { name: "A", external: elsewhere },
  { name: "A", consumer },
];

/** A mirror has no subjects. */
const mirror = (origin: Json): Also => also(origin, { subjects: null });

/** Values of the fields that say where messages come from and go. */
export const streamOriginSamples: Readonly<
  Record<keyof typeof streamOriginFields, readonly Samples[]>
> = {
  subjects: [
    { values: [null, ["OWN.>"], ["OWN.a"], ["OWN.a", "OWN.b"], ["OWN-2.a"]] },
    {
      values: [null, ["OWN.>"], ["OWN.a"]],
      beside: { sources: [{ name: "A" }] },
      where: "sources",
    },
  ],
  mirror: [{ values: [null, ...origins.map(mirror)] }],
  sources: [
    {
      values: [
        null,
        ...origins.map((origin) => [origin]),
        [{ name: "A" }, { name: "B" }],
        [
          { name: "A", filterSubject: "a.x" },
          { name: "A", filterSubject: "a.y" },
        ],
      ],
    },
    {
      values: [also(null, { subjects: null, mirror: { name: "A" } }), [{ name: "A" }]],
      where: "mirror to source",
    },
  ],
  firstSeq: [{ values: [null, 3, 100], situations: ["empty", "messages"] }],
  subjectTransform: [
    {
      values: [
        null,
        { src: "OWN.>", dest: "OWN-t.>" },
        { src: "OWN.>", dest: "OWN-u.>" },
        { src: "OWN.a", dest: "OWN-t.a" },
        { dest: "OWN-t.>" },
      ],
    },
  ],
  republish: [
    {
      values: [
        null,
        { dest: "OWN-r.>" },
        { dest: "OWN-s.>" },
        { src: "OWN.a", dest: "OWN-r.a" },
        { dest: "OWN-r.>", headersOnly: true },
      ],
    },
  ],
};
