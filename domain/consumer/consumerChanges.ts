import { quoted } from "../assets";
import type { ConsumerContext } from "./consumerContext";
import type { Mutability, Verdict } from "../field/fields";
import type { Json } from "../json";
import { isSubset } from "../subject";
import { destructive, impossible, replace, update } from "../field/verdicts";

type ConsumerMutability = Mutability<ConsumerContext>;

/** The way out of a change that no server makes in place (10012). */
function anew(why: string, { state }: ConsumerContext): Verdict {
  const position = state === undefined ? "" : ` (acknowledged up to ${state.ackFloor})`;
  return replace(`${why}; the consumer is replaced and its position${position} is lost`);
}

/** A field that is fixed once the consumer exists; seen on 2.10 to 2.15. */
export const fixedForConsumer = (why = "no server changes it in place"): ConsumerMutability => ({
  summary: "replaces the consumer, its position is lost",
  judge: (_, context) => anew(why, context),
});

/** Servers up to 2.12 take the change and lose the position at the next restart; later ones refuse it. */
export const memStorageChange = fixedForConsumer(
  "servers before 2.14.4 take it and lose the position at their next restart, later ones refuse it",
);

/** Another subject is fine, but no subject is another way of delivery. */
export const deliverSubjectChange: ConsumerMutability = {
  summary:
    "in place while nobody is subscribed; between pull and push replaces the consumer, its position is lost",
  judge: ({ from, to }, context) =>
    from === null || to === null
      ? anew("no server turns a pull consumer into a push consumer or back", context)
      : update(
          "changes in place, but is refused while somebody is subscribed to the old subject (10013)",
        ),
};

/** The position stays where it is; what it has passed does not come again. */
export const filterSubjectsChange: ConsumerMutability = {
  summary:
    "in place; the position does not move back, so earlier messages of a new filter are not delivered",
  judge: ({ from, to }, { retention, stored }) => {
    const [before, after] = [filters(from), filters(to)];
    const notIn = (some: readonly string[], all: readonly string[]): readonly string[] =>
      some.filter((subject) => !all.some((other) => isSubset(subject, other)));
    const gained = notIn(after, before);
    const lost = notIn(before, after);
    const notes = [
      gained.length > 0
        ? `the position does not move back: earlier messages on ${quoted(gained)} are not delivered`
        : "",
      lost.length > 0 ? left(lost, retention, stored) : "",
    ].filter((note) => note !== "");
    const reason = notes.length > 0 ? notes.join("; ") : "changes in place";
    const deletes = lost.length > 0 && retention === "interest" && stored !== 0;
    return deletes ? destructive(reason) : update(reason);
  },
};

function left(
  lost: readonly string[],
  retention: string | undefined,
  stored: number | undefined,
): string {
  if (retention === "interest" && stored === 0) {
    return "nothing is deleted; the stream is empty";
  }
  if (retention === "interest") {
    return `messages on ${quoted(lost)} that no other consumer wants are deleted`;
  }
  return retention === "workqueue"
    ? `messages on ${quoted(lost)} stay without a reader unless another consumer takes them`
    : `messages on ${quoted(lost)} are not delivered any more`;
}

/** A standalone server has one replica of everything. */
export const consumerReplicasChange: ConsumerMutability = {
  summary: "in place in a cluster; impossible on a standalone server",
  judge: ({ to }, { server }) =>
    Number(to) > 1 && !server.clustered
      ? impossible("a standalone server has one replica and refuses more (10074)")
      : update("changes in place"),
};

/** An update of the consumer passes over it without a word. */
export const pauseUntilChange: ConsumerMutability = {
  summary: "in place, by a request of its own",
  judge: ({ to }) =>
    update(to === null ? "delivery goes on at once" : "nothing is delivered before then"),
};

/** No filter is all subjects. */
const filters = (value: Json): readonly string[] =>
  Array.isArray(value) && value.length > 0
    ? value.map((item) => (typeof item === "string" ? item : JSON.stringify(item)))
    : [">"];
