import { count, streamAsset } from "../assets";
import type { Change } from "../change";
import {
  lastingObstacles,
  goneByQueue,
  presentObstacles,
  type Around,
} from "../migration/obstacles";
import { copyName } from "../migration/marks";
import { type Method, methodFor } from "../migration/method";
import { isUnderWay } from "../migration/underWay";
import type { ObservedStream, WireConfig } from "../observed";
import type { Policy } from "../policy";
import type { ServerFacts } from "../server";
import { humanSize } from "../units";
import { explained, instead, lossWay } from "./decisionTexts";
import type { Note } from "./note";

/** A change by copying, as far as it can be judged. */
export interface Migration {
  readonly refusals: readonly string[];
  readonly details: readonly Omit<Note, "asset">[];
}

/**
 * What copying a stream into a new one keeps, costs and cannot do.
 *
 * @param around what else lives there; absent: not known, and refused when it comes to it
 */
export function planMigration(
  observed: ObservedStream,
  wanted: WireConfig,
  change: Change,
  policy: Policy,
  facts: ServerFacts,
  around?: Around,
): Migration {
  const fields = change.fields.filter(({ class: cost }) => cost === "replace");
  const lost = around && goneByQueue(wanted, observed.config, around.consumers);
  const text = [
    `is made anew without losing a message: ${explained(fields)}`,
    ...how(observed, wanted, methodFor(wanted, facts)),
    ...(lost === undefined ? [] : [lost]),
  ].join("; ");
  return {
    refusals: refusalsOf(observed, wanted, fields, policy, around, lost),
    details: [{ kind: "migrate", text }],
  };
}

function refusalsOf(
  observed: ObservedStream,
  wanted: WireConfig,
  fields: Change["fields"],
  { dataLoss }: Policy,
  around: Around | undefined,
  lost: string | undefined,
): readonly string[] {
  const asset = streamAsset(observed.name);
  const obstacles = [
    ...lastingObstacles(fields, wanted, observed.config),
    ...(around ? presentObstacles(observed, wanted, around) : []),
  ];
  return [
    ...obstacles.map(
      (reason) =>
        `${asset}: cannot change in place: ${explained(fields)}; nor by copying: ${reason}; ${instead}`,
    ),
    ...(lost !== undefined && dataLoss === "refuse" ? [`${asset}: ${lost}; ${lossWay}`] : []),
  ];
}

/** A migration that was begun goes on, or back, whatever was declared since: until then publishers may find no stream. */
export const resumedMigration = (observed: ObservedStream): Migration => ({
  refusals: [],
  details: isUnderWay(observed)
    ? [
        {
          kind: "migrate",
          text: `is in the middle of being made anew, with ${count(observed.copy?.state?.messages ?? 0, "message")} in "${copyName(observed.name)}"; that goes on, or back where it is declared as it was`,
        },
      ]
    : [],
});

function how(observed: ObservedStream, wanted: WireConfig, method: Method): readonly string[] {
  const { state, config } = observed;
  const data =
    state === undefined
      ? "its messages are"
      : `${count(state.messages, "message")} (${humanSize(state.bytes)}) ${state.messages === 1 ? "is" : "are"}`;
  const disk = wanted["storage"] === "memory" ? 1 : 2;
  const room =
    state === undefined
      ? ""
      : `, for which ${humanSize(state.bytes * disk)} of storage is needed meanwhile`;
  return [
    method === "mirror"
      ? `${data} copied to "${copyName(observed.name)}" and back by mirrors${room}, and compared; sequences, times and headers stay`
      : `${data} copied to "${copyName(observed.name)}" and back by sources${room}, and compared; headers stay, but sequences begin anew without gaps and times are new, so that maxAge begins again`,
    "message ids that were seen still count",
    consumers(config["retention"] === "workqueue", state?.consumers ?? 0),
    "publishers find no stream twice, for some milliseconds each time",
  ];
}

function consumers(rest: boolean, number: number): string {
  if (number === 0) return "it has no consumers";
  return rest
    ? `${count(number, "consumer")} rest until all is done; durable ones are made again and get what was not acknowledged`
    : `its consumers (${number}) are made again after the last message that was acknowledged in order, those that are not durable by their clients`;
}
