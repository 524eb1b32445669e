import { count } from "../assets";
import type { Planned } from "./planDecisions";

/** How many streams or consumers meet with what; `total` are the declared ones, `delete` come on top. */
export type Tally = Readonly<Record<Planned["action"] | "delete" | "total", number>>;

/** Of one plan. */
export interface Counts {
  readonly streams: Tally;
  readonly consumers: Tally;
  readonly buckets: Tally;
}

const words: readonly (readonly [Exclude<keyof Tally, "total">, string])[] = [
  ["create", "to create"],
  ["adopt", "to adopt"],
  ["takeBack", "to take back"],
  ["update", "to update"],
  ["replace", "to replace"],
  ["migrate", "to migrate"],
  ["drifted", "drifted"],
  ["none", "unchanged"],
  ["refuse", "refused"],
  ["invalid", "with mistakes"],
  ["unchecked", "not compared with a server"],
  ["delete", "to delete"],
];

/** @param deletes how many live ones are no longer declared */
export function tally(planned: readonly Planned[], deletes: number): Tally {
  const of = (action: Planned["action"]): number =>
    planned.filter((one) => one.action === action).length;
  return {
    total: planned.length,
    create: of("create"),
    adopt: of("adopt"),
    takeBack: of("takeBack"),
    update: of("update"),
    replace: of("replace"),
    migrate: of("migrate"),
    drifted: of("drifted"),
    none: of("none"),
    refuse: of("refuse"),
    invalid: of("invalid"),
    unchecked: of("unchecked"),
    delete: deletes,
  };
}

/** @returns "19 streams: 14 to create, 5 unchanged; 5 consumers: 5 to create; 1 bucket: 1 to create" */
export const summaryOf = ({ streams, consumers, buckets }: Counts): string =>
  [
    line("stream", streams),
    ...(any(consumers) ? [line("consumer", consumers)] : []),
    ...(any(buckets) ? [line("bucket", buckets)] : []),
  ].join("; ");

const any = (tally: Tally): boolean => tally.total + tally.delete > 0;

function line(noun: string, tally: Tally): string {
  const parts = words
    .filter(([key]) => tally[key] > 0)
    .map(([key, text]) => `${tally[key]} ${text}`);
  return [count(tally.total, noun), ...(parts.length > 0 ? [parts.join(", ")] : [])].join(": ");
}
