import type { Difference, Mutability, Verdict } from "../field/fields";
import type { StreamState } from "../observed";
import { atLeast } from "../server";
import type { StreamContext } from "./streamContext";
import { humanDuration, humanSize } from "../units";
import { destructive, update } from "../field/verdicts";

type StreamMutability = Mutability<StreamContext>;

const keepsMore = update("changes in place; what is stored stays");
const mayDelete = "how much is stored is not known here";

/** Whether the new limit is tighter. Counts have -1 for no limit, durations 0. */
const lowers = ({ from, to }: Difference): boolean =>
  Number(to) > 0 && (Number(from) <= 0 || Number(to) < Number(from));

const messages = (n: number): string => `${n} ${n === 1 ? "message" : "messages"}`;

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
    if (context.state === undefined) {
      return destructive(`may delete the oldest messages above ${limit}; ${mayDelete}`);
    }
    const gone = context.state.messages - limit;
    return gone > 0
      ? destructive(`deletes the oldest ${gone} of ${messages(context.state.messages)}`, gone)
      : update(`nothing is deleted; the stream holds ${messages(context.state.messages)}`);
  },
};

/** The server deletes the oldest messages at once; sizes differ, so their number is an estimate. */
export const maxBytesChange: StreamMutability = {
  summary: 'in place; lowering deletes the oldest messages, unless discard is "new"',
  judge: (difference, context) => {
    if (!lowers(difference) || keepsUnderDiscardNew(context)) {
      return lowers(difference) ? refusesInstead : keepsMore;
    }
    const limit = Number(difference.to);
    if (context.state === undefined) {
      return destructive(`may delete the oldest messages above ${humanSize(limit)}; ${mayDelete}`);
    }
    return bytesVerdict(context.state, limit);
  },
};

function bytesVerdict(state: StreamState, limit: number): Verdict {
  const gone = state.bytes - limit;
  if (gone <= 0) {
    return update(`nothing is deleted; the stream holds ${humanSize(state.bytes)}`);
  }
  const about = Math.min(state.messages, Math.ceil((gone * state.messages) / state.bytes));
  return destructive(
    `deletes the oldest ${humanSize(gone)} of ${humanSize(state.bytes)}, about ${about} of ${messages(state.messages)}`,
    about,
  );
}

/** The server deletes the oldest messages of each subject. */
export const maxMsgsPerSubjectChange: StreamMutability = {
  summary: "in place; lowering deletes the oldest messages of each subject",
  judge: (difference, { state, server }) => {
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
    return perSubjectVerdict(state, limit, when);
  },
};

function perSubjectVerdict(state: StreamState, limit: number, when: string): Verdict {
  const total = messages(state.messages);
  if (state.messages <= limit) {
    return update(`nothing is deleted; the stream holds ${total}`);
  }
  // messages spread evenly are the fewest that go; with one subject there is nothing to spread
  const fewest = state.messages - limit * (state.subjects ?? Infinity);
  if (state.subjects === 1) {
    return destructive(`deletes the oldest ${fewest} of ${total}${when}`, fewest);
  }
  return fewest > 0
    ? destructive(`deletes at least ${fewest} of ${total}${when}`)
    : destructive(`may delete messages above ${limit} per subject of ${total}${when}`);
}

/** The server deletes what is older. */
export const maxAgeChange: StreamMutability = {
  summary: "in place; lowering deletes what is older",
  judge: (difference, { state }) => {
    if (!lowers(difference)) {
      return keepsMore;
    }
    const limit = Number(difference.to);
    const older = `older than ${humanDuration(limit)}`;
    if (state === undefined) {
      return destructive(`may delete messages ${older}; ${mayDelete}`);
    }
    return ageVerdict(state, limit, older);
  },
};

function ageVerdict(state: StreamState, limit: number, older: string): Verdict {
  const { firstTime, lastTime, observedAt } = state;
  if (state.messages === 0) {
    return update("nothing is deleted; the stream is empty");
  }
  if (firstTime === undefined) {
    return destructive(`may delete messages ${older}; their age is not known here`);
  }
  // without the server's clock, the last message is the latest moment that is certain
  const now = millis(observedAt ?? lastTime ?? firstTime);
  const expired = (time: string): boolean => (now - millis(time)) * 1e6 > limit;
  if (lastTime !== undefined && expired(lastTime)) {
    return destructive(
      `deletes all ${messages(state.messages)}: they are ${older}`,
      state.messages,
    );
  }
  const age = humanDuration((now - millis(firstTime)) * 1e6);
  if (expired(firstTime)) {
    return destructive(
      `deletes what is ${older} of ${messages(state.messages)}: the oldest is ${age} old`,
    );
  }
  return observedAt === undefined
    ? destructive(`may delete messages ${older}; their age is not known here`)
    : update(`nothing is deleted now; the oldest message is ${age} old`);
}

/** Digits below the millisecond are cut: not every parser of dates takes nine. */
const millis = (time: string): number => Date.parse(time.replace(/(\.\d{3})\d+/, "$1"));

/** What may go when every consumer has had it. */
export const retentionChange: StreamMutability = {
  summary:
    "limits to interest in place, deleting what was acknowledged; to or from workqueue replaces the stream",
  judge: ({ from, to }, context) => {
    if (from === "workqueue" || to === "workqueue") {
      return {
        class: "replace",
        reason: "no server changes retention to or from workqueue in place; the stream is replaced",
      };
    }
    return to === "interest"
      ? toInterest(context)
      : update("changes in place; what is stored stays, and nothing is deleted by acknowledging");
  },
};

function toInterest({ state, server }: StreamContext): Verdict {
  const acked = "deletes every message that all consumers have acknowledged";
  // seen on 2.15; from 2.10 to 2.14 a stream without consumers keeps what it has
  const empties = atLeast(server.version, "2.15.0");
  if (state === undefined) {
    const alone = empties ? ", and everything where there is no consumer" : "";
    return destructive(`${acked}${alone}; ${mayDelete}`);
  }
  if (state.messages === 0) {
    return update("nothing is deleted; the stream is empty");
  }
  if (state.consumers > 0) {
    return destructive(`${acked}, of ${messages(state.messages)}`);
  }
  return empties
    ? destructive(
        `deletes all ${messages(state.messages)}: the stream has no consumer; create its consumers first`,
        state.messages,
      )
    : update("what is stored stays, but without a consumer no new message is kept");
}
