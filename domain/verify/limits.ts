import type { ObservedStream } from "../observed";
import { closenessOf, usageOf } from "../usage";
import type { Finding } from "./finding";

/**
 * A stream that discards new messages refuses them at its limit, which is a fault; one that discards the oldest lives
 * by its limits, which is worth a note at most. Age is no limit to be reached: messages go when they are old.
 *
 * @param now milliseconds since 1970
 */
export function limitFindings(
  observed: ObservedStream,
  now: number,
): readonly Omit<Finding, "asset" | "system">[] {
  const refuses = observed.config["discard"] === "new";
  const { messages, bytes } = usageOf(observed, now);
  return [["messages", messages] as const, ["bytes", bytes] as const].flatMap(([what, share]) => {
    if (share === undefined || closenessOf(share) === "far") return [];
    const percent = Math.floor(share * 100);
    const full = refuses && share >= 1;
    const outcome = refuses
      ? full
        ? "it refuses what is published"
        : "at the limit it refuses what is published"
      : "the oldest go";
    return [
      {
        kind: full ? ("full" as const) : ("note" as const),
        text: `holds ${percent} % of the ${what} it may hold; ${outcome}`,
        passing: false,
      },
    ];
  });
}
