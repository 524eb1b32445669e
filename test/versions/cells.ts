import { consumerFields } from "../../domain/consumer/consumerFields";
import type { JsonObject } from "../../domain/json";
import { streamFields } from "../../domain/stream/streamFields";
import { titleOf } from "./golden";
import { consumerBase, consumerSamples } from "./consumerSamples";
import { declared, own, type Sample, type Samples, type Situation, valueOf } from "./samples";
import { streamBase, streamSamples } from "./streamSamples";

/** One change of one field: what every supported server is asked to do. */
export interface Cell {
  readonly kind: "stream" | "consumer";
  readonly field: string;
  /** Unique: `stream maxMsgs: 3 -> 10`. */
  readonly title: string;
  /** What is around the change: `messages`, `discard new`. */
  readonly where: string;
  /** `3 -> 10` */
  readonly change: string;
  /** Declarations, with placeholders. */
  readonly from: JsonObject;
  readonly to: JsonObject;
  /** Of consumers: config of the stream. */
  readonly stream: JsonObject;
  readonly situation: Situation;
  /**
   * Nothing is declared any more for a field that servers fill in by themselves: what stands there may be theirs, so the
   * plan leaves it, and the product sends nothing.
   */
  readonly left: boolean;
}

/** @returns every change of every field: each value of its samples to each other, in each situation */
export const allCells = (): readonly Cell[] => [
  ...cellsOf("stream", streamFields, streamSamples, streamBase),
  ...cellsOf("consumer", consumerFields, consumerSamples, consumerBase),
];

const cellsOf = (
  kind: Cell["kind"],
  fields: Fields,
  samples: Readonly<Record<string, readonly Samples[]>>,
  base: JsonObject,
): readonly Cell[] =>
  Object.keys(fields).flatMap((field) =>
    (samples[field] ?? []).flatMap((group) =>
      pairs(group.values).flatMap(([from, to]) =>
        (group.situations ?? ["messages"]).map((situation): Cell => {
          const where = whereOf(group, situation);
          const change = `${label(from)} -> ${label(to)}`;
          return {
            kind,
            field,
            where,
            change,
            title: titleOf({ kind, field, where, change }),
            from: declared(field, group, base, from),
            to: declared(field, group, base, to),
            stream: group.stream ?? {},
            situation,
            left: valueOf(to) === null && isDerived(fields, field),
          };
        }),
      ),
    ),
  );

type Fields = Readonly<Record<string, object>>;

const isDerived = (fields: Fields, field: string): boolean => "derived" in (fields[field] ?? {});

const pairs = <Value>(values: readonly Value[]): readonly (readonly [Value, Value])[] =>
  values.flatMap((from) => values.filter((to) => to !== from).map((to) => [from, to] as const));

function whereOf({ where, situations = [] }: Samples, situation: Situation): string {
  const holding = { empty: "empty", messages: "", consumer: "a consumer" }[situation];
  const told = situations.length > 1 ? holding : "";
  return [where ?? "", told].filter((part) => part !== "").join(", ");
}

const label = (sample: Sample): string => {
  const value = valueOf(sample);
  return value === null
    ? "none"
    : JSON.stringify(value).replaceAll(own, "own").replaceAll('"', "").replaceAll(",", ", ");
};
