import { count } from "../assets";
import type { Difference, Mutability, Verdict } from "../field/fields";
import { destructive, update } from "../field/verdicts";
import type { StreamState } from "../observed";
import { atLeast } from "../server";
import { humanDuration, humanSize } from "../units";
import { type Answer, isAmount } from "./measured";
import { notKnown, removal, shareText } from "./removal";
import type { StreamContext } from "./streamContext";

type StreamMutability = Mutability<StreamContext>;

const keepsMore = update("changes in place; what is stored stays");
const mayDelete = "how much is stored is not known here";

/** Whether the new limit is tighter. Counts have -1 for no limit, durations 0. */
const lowers = ({ from, to }: Difference): boolean =>
  Number(to) > 0 && (Number(from) <= 0 || Number(to) < Number(from));

/** Under discard "new" a tighter limit refuses publishers and leaves what is there; seen on 2.10 to 2.15. */
const keepsUnderDiscardNew = ({ desired }: StreamContext): boolean => desired["discard"] === "new";

const refusesInstead = update(
  'nothing is deleted, for discard is "new"; publishing is refused while the stream is above the limit',
);

/** The server deletes the oldest messages at once. */
export const maxMsgsChange: StreamMutability = {
  summary: 'in place; lowering deletes the oldest messages, unless discard is "new"',
  judge: (difference, context) => {
    if (!lowers(difference) || keepsUnderDiscardNew(context)) {
      return lowers(difference) ? refusesInstead : keepsMore;
    }
    const limit = Number(difference.to);
    return context.state === undefined
      ? destructive(`may delete the oldest messages above ${limit}; ${mayDelete}`)
      : msgsVerdict(context.state, limit);
  },
};

function msgsVerdict(state: StreamState, limit: number): Verdict {
  const gone = { messages: state.messages - limit, certainty: "exactly" } as const;
  return gone.messages > 0
    ? removal(`deletes ${shareText(gone, state, "the oldest ")}`, gone, state)
    : update(`nothing is deleted; the stream holds ${count(state.messages, "message")}`);
}

/** The server deletes the oldest messages at once; sizes differ, so their number is an estimate. */
export const maxBytesChange: StreamMutability = {
  summary: 'in place; lowering deletes the oldest messages, unless discard is "new"',
  judge: (difference, context) => {
    if (!lowers(difference) || keepsUnderDiscardNew(context)) {
      return lowers(difference) ? refusesInstead : keepsMore;
    }
    const limit = Number(difference.to);
    return context.state === undefined
      ? destructive(`may delete the oldest messages above ${humanSize(limit)}; ${mayDelete}`)
      : bytesVerdict(context.state, limit);
  },
};

function bytesVerdict(state: StreamState, limit: number): Verdict {
  const gone = state.bytes - limit;
  if (gone <= 0) {
    return update(`nothing is deleted; the stream holds ${humanSize(state.bytes)}`);
  }
  const about = Math.min(state.messages, Math.ceil((gone * state.messages) / state.bytes));
  return destructive(
    `deletes the oldest ${humanSize(gone)} of ${humanSize(state.bytes)}, about ${about} of ${count(state.messages, "message")}`,
    { messagesDeleted: about, certainty: "about", bytesDeleted: gone },
  );
}

/** Discard "new" lets a stream be above a limit that was lowered; back to "old", the server deletes that at once. */
export const discardChange: StreamMutability = {
  summary: 'in place; "old" deletes at once what is above the limits',
  judge: ({ to }, { desired, observed, state }) => {
    if (to !== "old") {
      return update(
        "applies from now on: at a limit publishing is refused, and nothing is deleted",
      );
    }
    const limits = [Number(desired["max_msgs"]), Number(desired["max_bytes"])] as const;
    // a limit that is lowered in the same change tells what it deletes itself
    const kept = (key: string, limit: number): boolean =>
      limit > 0 && !lowers({ from: observed[key] ?? -1, to: limit });
    const verdicts = state && [
      ...(kept("max_msgs", limits[0]) ? [msgsVerdict(state, limits[0])] : []),
      ...(kept("max_bytes", limits[1]) ? [bytesVerdict(state, limits[1])] : []),
    ];
    return (
      verdicts?.find((verdict) => verdict.class === "destructive") ?? update("applies from now on")
    );
  },
};

/** The server deletes the oldest messages of each subject. */
export const maxMsgsPerSubjectChange: StreamMutability = {
  summary: "in place; lowering deletes the oldest messages of each subject",
  judge: (difference, { state, server, measured }) => {
    if (!lowers(difference)) {
      return keepsMore;
    }
    const limit = Number(difference.to);
    // seen on 2.10 to 2.12: from no limit to one, messages go later; from 2.14 on at once
    const later = Number(difference.from) <= 0 && !atLeast(server.version, "2.14.0");
    const when = later ? ", at the next publish on the subject or the next restart" : "";
    if (state === undefined) {
      return destructive(`may delete messages above ${limit} per subject${when}; ${mayDelete}`);
    }
    return perSubjectVerdict(state, limit, when, measured?.abovePerSubject);
  },
};

function perSubjectVerdict(
  state: StreamState,
  limit: number,
  when: string,
  answer: Answer | undefined,
): Verdict {
  const nothing = update("nothing is deleted; no subject has more messages");
  if (state.messages <= limit) return nothing;
  const fewest = {
    // messages spread evenly are the fewest that go; with one subject there is nothing to spread
    messages: Math.max(0, state.messages - limit * (state.subjects ?? Infinity)),
    certainty: state.subjects === 1 ? "exactly" : "atLeast",
  } as const;
  const gone = isAmount(answer) ? answer : fewest;
  if (gone.messages > 0) {
    return removal(`deletes ${shareText(gone, state)}${when}${notKnown(answer)}`, gone, state);
  }
  const total = count(state.messages, "message");
  return gone.certainty === "exactly"
    ? nothing
    : destructive(
        `may delete messages above ${limit} per subject of ${total}${when}${notKnown(answer)}`,
      );
}

/** The server deletes what is older. */
export const maxAgeChange: StreamMutability = {
  summary: "in place; lowering deletes what is older",
  judge: (difference, { state, measured }) => {
    if (!lowers(difference)) {
      return keepsMore;
    }
    const limit = Number(difference.to);
    const older = `older than ${humanDuration(limit)}`;
    if (state === undefined) {
      return destructive(`may delete messages ${older}; ${mayDelete}`);
    }
    return ageVerdict(state, limit, older, measured?.olderThan);
  },
};

function ageVerdict(state: StreamState, limit: number, older: string, answer?: Answer): Verdict {
  const { firstTime, lastTime, observedAt } = state;
  if (state.messages === 0) return update("nothing is deleted; the stream is empty");
  if (firstTime === undefined) return destructive(`may delete messages ${older}; ${noAge}`);
  // without the server's clock, the last message is the latest moment that is certain
  const now = millis(observedAt ?? lastTime ?? firstTime);
  const expired = (time: string): boolean => (now - millis(time)) * 1e6 > limit;
  const all: Answer = { messages: state.messages, certainty: "exactly" };
  const gone = lastTime !== undefined && expired(lastTime) ? all : answer;
  if (isAmount(gone) && gone.messages > 0) {
    return removal(
      `deletes ${shareText(gone, state, "the oldest ")}: they are ${older}`,
      gone,
      state,
    );
  }
  const age = humanDuration((now - millis(firstTime)) * 1e6);
  if (expired(firstTime)) {
    const total = count(state.messages, "message");
    return destructive(
      `deletes what is ${older} of ${total}: the oldest is ${age} old${notKnown(answer)}`,
    );
  }
  return observedAt === undefined
    ? destructive(`may delete messages ${older}; ${noAge}`)
    : update(`nothing is deleted now; the oldest message is ${age} old`);
}

const noAge = "their age is not known here";

/** Digits below the millisecond are cut: not every parser of dates takes nine. */
const millis = (time: string): number => Date.parse(time.replace(/(\.\d{3})\d+/, "$1"));
