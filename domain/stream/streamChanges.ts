import { quoted } from "../assets";
import { textOf } from "../field/kind";
import { type Difference, inner, type Mutability, type Verdict } from "../field/fields";
import type { Json } from "../json";
import { atLeast } from "../server";
import { sourceIdentity, sourceOrigin } from "./sourceIdentity";
import type { StreamContext } from "./streamContext";
import { impossible, oneWay, replace, surprising, update } from "../field/verdicts";

type StreamMutability = Mutability<StreamContext>;

/** On is for ever; off needs a new stream. */
export const oneWayFlag = (on: string, off: string, keep: string): StreamMutability => ({
  summary: "turning it on is in place and one-way; turning it off replaces the stream",
  judge: ({ to }) =>
    to === true
      ? oneWay(`${on}; it cannot be turned off again in place`)
      : replace(`${off}; the stream is replaced; to keep it, declare ${keep}: true`),
});

/** Subjects come and go in place; what is stored stays. */
export const subjectsChange: StreamMutability = {
  summary: "in place; what is stored stays, publishing to a removed subject gets no responder",
  judge: ({ from, to }, { name }) => {
    const [before, after] = [texts(from), texts(to)];
    const removed = before.filter((subject) => !after.includes(subject));
    const added = after.filter((subject) => !before.includes(subject));
    const named = removed.length > 0 && after.length === 1 && after[0] === name;
    const verdict = named ? surprising : update;
    return verdict(
      [
        added.length > 0 ? `stores ${quoted(added)} from now on` : "",
        removed.length > 0 ? `publishing to ${quoted(removed)} gets no responder any more` : "",
        removed.length > 0 ? "what is stored stays" : "",
        named ? "a stream without subjects and sources listens to its own name" : "",
      ]
        .filter((part) => part !== "")
        .join("; "),
    );
  },
};

/** Before 2.12.5 it is fixed; seen on 2.10, 2.11 and 2.12.8. */
export const maxConsumersChange: StreamMutability = {
  summary: "in place from server 2.12.5 on; replaces the stream before",
  judge: (_, { server }) =>
    atLeast(server.version, "2.12.5")
      ? update("changes in place; consumers above the limit stay, a further one is refused")
      : replace(
          `server ${server.version} cannot change it in place, 2.12.5 and later can; the stream is replaced`,
        ),
};

/** A standalone server before 2.14 takes more than one replica and has lost the stream after its next restart. */
export const replicasChange: StreamMutability = {
  summary:
    "in place in a cluster, the servers copy the messages; impossible on a standalone server",
  judge: ({ from, to }, { server }) => {
    if (Number(to) > 1 && !server.clustered) {
      const trap = "accepts this and has lost the stream after its next restart";
      return impossible(
        atLeast(server.version, "2.14.0")
          ? "a standalone server has one replica and refuses more (10074)"
          : `a standalone server has one replica; ${server.version} ${trap}`,
      );
    }
    return Number(to) > Number(from)
      ? update("further servers copy the stream; every server that holds it now must be up")
      : update("the stream stays on fewer servers");
  },
};

/** Another placement moves the stream. */
export const placementChange: StreamMutability = {
  summary: "in place, moves the stream to other servers",
  judge: ({ to }, { server }) => {
    if (!server.clustered) {
      return update("is stored and has no effect on a standalone server");
    }
    return to === null
      ? update("the stream stays where it is")
      : update("the servers move the stream; messages and consumers come along");
  },
};

/** A mirror may end, from 2.12 on; it may not begin or change. */
export const mirrorChange: StreamMutability = {
  summary: "removing it is in place and one-way from server 2.12 on; else replaces the stream",
  judge: ({ to }, { server }) => {
    if (to !== null) {
      return replace("no server gives a stream a mirror, or another one; the stream is replaced");
    }
    return atLeast(server.version, "2.12.0")
      ? oneWay(
          "the mirror becomes a stream of its own with what it holds, and never a mirror again",
        )
      : replace(
          `server ${server.version} cannot end a mirror in place, 2.12 and later can; the stream is replaced`,
        );
  },
};

/** Sources come and go in place, but messages may be copied twice. */
export const sourcesChange: StreamMutability = {
  summary: "in place; a changed filter copies from the start, which doubles messages",
  judge: (difference, context) => {
    const notes = sourceNotes(difference, context);
    const verdict = notes.some((note) => doubling.test(note)) ? surprising : update;
    return verdict(notes.join("; "));
  },
};

const doubling = /are doubled$|a second time(:|$)/;

function sourceNotes({ from, to }: Difference, context: StreamContext): readonly string[] {
  const [before, after] = [objects(from), objects(to)];
  const has = (list: readonly Source[], key: (source: Source) => string, source: Source): boolean =>
    list.some((other) => key(other) === key(source));
  const added = after.filter((source) => !has(before, sourceIdentity, source));
  const notes = added.map((source) =>
    has(before, sourceOrigin, source)
      ? `copies ${label(source)} from the start, for another filter is another source: messages that the old one brought are doubled`
      : copied(source, context),
  );
  const removed = before.filter((source) => !has(after, sourceOrigin, source));
  const kept = removed.map((source) => `copies nothing more of ${label(source)}; the copies stay`);
  const narrowed = before.filter(
    (source) => has(after, sourceOrigin, source) && !has(after, sourceIdentity, source),
  );
  const all = [
    ...notes,
    ...kept,
    ...(narrowed.length > 0 && notes.length === 0 ? ["a filter goes; what it brought stays"] : []),
  ];
  return all.length > 0
    ? all
    : [
        `applies to what is copied from now on; nothing earlier is fetched${unlessMadeAgain(before, after, context)}`,
      ];
}

/** What a restore gives its sources has to stay until they have brought something new (seen on 2.15.1). */
function unlessMadeAgain(
  before: readonly Source[],
  after: readonly Source[],
  { server }: StreamContext,
): string {
  const started = (source: Source): number => Number(source["opt_start_seq"] ?? 0);
  const earlier = before.some((source) =>
    after.some(
      (other) =>
        sourceIdentity(other) === sourceIdentity(source) && started(other) < started(source),
    ),
  );
  return earlier && atLeast(server.version, "2.15.0")
    ? ", unless its origin was made again, or the stream restored, and has brought nothing since: then all of it comes a second time"
    : "";
}

function copied(source: Source, { desired, observed }: StreamContext): string {
  const mirrored = inner(observed["mirror"]);
  const promoted =
    desired["mirror"] === undefined && sourceOrigin(mirrored) === sourceOrigin(source);
  return promoted
    ? `copies all of ${label(source)} a second time: the mirror has brought it already`
    : `copies ${label(source)}`;
}

type Source = Readonly<Record<string, Json>>;

const label = (source: Source): string => `"${textOf(source["name"])}"`;

/**
 * Servers take a changed first sequence without a word. When they next open the stream's files, they purge it if it
 * begins before that; seen on 2.10 to 2.15.
 */
export const firstSeqChange: StreamMutability = {
  summary:
    "replaces the stream: a server takes it and deletes all messages at its next restart; in place where the stream begins there or later",
  judge: (difference, context) =>
    difference.to === null || begins(difference, context) >= Number(difference.to)
      ? update("only counts when a stream is created; nothing happens to messages")
      : replace(
          "a server takes it and deletes all messages at its next restart; the stream is replaced",
        ),
};

/** @returns the first sequence that the stream has or will have, as far as is known */
function begins({ from }: Difference, { state }: StreamContext): number {
  if (state === undefined) {
    return Number(from ?? 1);
  }
  return state.messages === 0
    ? Math.max(Number(state.firstSeq), Number(state.lastSeq) + 1)
    : Number(state.firstSeq);
}

/** Nothing is written or deleted any more. */
export const sealedChange: StreamMutability = {
  summary: "turning it on is in place and one-way; turning it off replaces the stream",
  judge: ({ to }) =>
    to === true
      ? oneWay("nothing can be stored or deleted any more; a sealed stream is never opened again")
      : replace("no server opens a sealed stream; the stream is replaced"),
};

/** A server that sees the origin overrules a mirror. */
export const mirrorDirectChange: StreamMutability = {
  summary: "in place; a server that sees the origin takes its allowDirect instead",
  judge: (_, { desired }): Verdict =>
    desired["mirror"] === undefined
      ? update("changes in place")
      : update("has no effect where the server sees the origin: it takes the origin's allowDirect"),
};

const texts = (value: Json): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

const objects = (value: Json): readonly Source[] =>
  Array.isArray(value) ? value.map((item: Json) => inner(item)) : [];
