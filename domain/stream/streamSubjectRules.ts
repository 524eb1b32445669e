import { textOf } from "../field/kind";
import { inner } from "../field/fields";
import { type Declared, type Rule, textsOf } from "../field/rules";
import { atLeast } from "../server";
import { isSubset, overlapExample, subjectsOverlap } from "../subject";

/** Subjects of the servers themselves; a stream that stores them must not acknowledge. */
const internal = [
  { subjects: "$JS.>", except: "$JS.EVENT.>" },
  { subjects: "$JSC.>", except: undefined },
  { subjects: "$NRG.>", except: undefined },
  { subjects: "$SYS.>", except: "$SYS.ACCOUNT.>" },
];

/** Rules on the subjects of one stream. */
export const subjectRules: readonly Rule<Declared>[] = [
  {
    field: "subjects",
    reads: [],
    broken: ({ wire }) => {
      const subjects = textsOf(wire, "subjects");
      const pairs = subjects.flatMap((a, i) => subjects.slice(i + 1).map((b) => [a, b] as const));
      const clashes = pairs.flatMap(([a, b]) => {
        const example = overlapExample(a, b);
        return example === undefined ? [] : [`"${a}" and "${b}" both match "${example}"`];
      });
      return clashes.length === 0
        ? undefined
        : `${clashes.join(", ")}; leave the narrower one out, or tell them apart`;
    },
  },
  {
    field: "subjects",
    reads: ["noAck", "replicas"],
    broken: ({ wire }) =>
      textsOf(wire, "subjects").includes(">") &&
      (wire["no_ack"] !== true || wire["num_replicas"] !== 1)
        ? 'got ">", which needs noAck and replicas 1, for it stores the servers\' own messages too; name the subjects'
        : undefined,
  },
  {
    field: "subjects",
    reads: ["noAck"],
    broken: ({ wire, server }) => {
      // ">" has a rule of its own; up to 2.10 only subjects wholly inside count, and $NRG is free
      const wide = server !== undefined && atLeast(server.version, "2.11.0");
      const bad = textsOf(wire, "subjects").filter(
        (subject) => subject !== ">" && wire["no_ack"] !== true && isInternal(subject, wide),
      );
      return bad.length === 0
        ? undefined
        : `${bad.map((subject) => `"${subject}"`).join(", ")} can match subjects of the server itself, such as "$JS.API"; begin with a word of your own, or declare noAck`;
    },
  },
  {
    field: "republish",
    reads: ["subjects", "subjectTransform"],
    broken: ({ wire }) => {
      const { src, dest } = inner(wire["republish"]);
      const own = textsOf(wire, "subjects").find((subject) =>
        subjectsOverlap(subject, textOf(dest)),
      );
      // both ">" with a transform is the one way to say "under the transformed subject"
      const transformed = dest === ">" && src === ">" && "subject_transform" in wire;
      return dest === undefined || own === undefined || transformed
        ? undefined
        : `got dest "${textOf(dest)}", which the stream stores itself by "${own}": every message would come again without end; choose another subject`;
    },
  },
];

function isInternal(subject: string, wide: boolean): boolean {
  const touches = wide ? subjectsOverlap : isSubset;
  return internal.some(
    ({ subjects, except }) =>
      (wide || subjects !== "$NRG.>") &&
      touches(subject, subjects) &&
      (except === undefined || !isSubset(subject, except)),
  );
}
