import { consumerAsset, quoted, streamAsset } from "../assets";
import type { DeclaredConsumer } from "./consumerRules";
import {
  byName,
  originsOf,
  ownSubjects,
  storedSubjects,
  type DeclaredStream,
  type StreamsByName,
} from "./flows";
import { mapSubject } from "../field/mapping";
import { didYouMean } from "../names";
import type { Note } from "../plan/note";
import { republishedTo } from "./republishLoops";
import { subjectsOverlap } from "../subject";

/**
 * What every server takes and a person rarely means: origins that nobody knows, filters that match nothing,
 * messages stored twice. An unknown origin is no mistake, for it may live outside this program or come later:
 * a server takes the stream and begins to copy when the origin appears.
 *
 * @param live names of the streams that the server holds, where one answered
 */
export function topologyNotes(
  streams: readonly DeclaredStream[],
  consumers: readonly DeclaredConsumer[],
  live?: ReadonlySet<string>,
): readonly Note[] {
  const named = byName(streams);
  const known = new Set([...named.keys(), ...(live ?? [])]);
  return [
    ...streams.flatMap((stream) => [
      ...unknownOrigins(stream, known, live !== undefined),
      ...republishNotes(stream, named),
      ...transformNotes(stream, named),
    ]),
    ...consumers.flatMap((consumer) => [
      ...filterNotes(consumer, named),
      ...idleNotes(consumer, named),
    ]),
  ];
}

function unknownOrigins(
  { name, config }: DeclaredStream,
  known: ReadonlySet<string>,
  seen: boolean,
): readonly Note[] {
  return originsOf(config)
    .filter((origin) => !known.has(origin.name))
    .map((origin) => {
      const where = seen ? "is neither declared nor on the server" : "is not declared";
      return advice(
        streamAsset(name),
        `copies from "${origin.name}", which ${where}; it stays empty of those messages until that stream exists${didYouMean(origin.name, known)}`,
      );
    });
}

function republishNotes(stream: DeclaredStream, streams: StreamsByName): readonly Note[] {
  const stored = storedSubjects(stream, streams) ?? [];
  const reached = new Set(
    stored.flatMap((subject) =>
      republishedTo(stream, subject, streams).map((to) => to.stream.name),
    ),
  );
  return [...reached].map((name) =>
    advice(streamAsset(stream.name), `what it republishes is stored again by ${streamAsset(name)}`),
  );
}

/** A transform renames what is stored; nothing is published under the new name. */
function transformNotes(stream: DeclaredStream, streams: StreamsByName): readonly Note[] {
  const { subjectTransform } = stream.config;
  if (!subjectTransform) {
    return [];
  }
  const stored = ownSubjects(stream).flatMap(
    (subject) => mapSubject(subject, subjectTransform.src ?? "", subjectTransform.dest) ?? [],
  );
  return [...streams.values()]
    .filter(({ name }) => name !== stream.name)
    .filter((other) =>
      ownSubjects(other).some((own) => stored.some((subject) => subjectsOverlap(own, subject))),
    )
    .map(({ name }) =>
      advice(
        streamAsset(stream.name),
        `its subjectTransform stores messages as "${subjectTransform.dest}", which ${streamAsset(name)} listens to, but they do not go there: a transform renames, it does not publish`,
      ),
    );
}

function filterNotes(
  { stream, name, config }: DeclaredConsumer,
  streams: StreamsByName,
): readonly Note[] {
  const declared = streams.get(stream);
  const stored = declared && storedSubjects(declared, streams);
  const lost = stored
    ? (config.filterSubjects ?? []).filter(
        (filter) => !stored.some((subject) => subjectsOverlap(filter, subject)),
      )
    : [];
  return lost.length === 0
    ? []
    : [
        advice(
          consumerAsset(stream, name),
          `filterSubjects ${quoted(lost)} match nothing that the stream stores, which is ${quoted(stored ?? [])}`,
        ),
      ];
}

/** A durable consumer lives on without clients, unless its stream says otherwise. */
function idleNotes(
  { stream, name, config }: DeclaredConsumer,
  streams: StreamsByName,
): readonly Note[] {
  const limit = streams.get(stream)?.config.consumerLimits?.inactiveThreshold ?? "0s";
  return limit === "0s" || config.inactiveThreshold !== undefined
    ? []
    : [
        advice(
          consumerAsset(stream, name),
          `declares no inactiveThreshold and gets that of the stream's consumerLimits: after ${quoted([limit])} without a client the server deletes it, and its position`,
        ),
      ];
}

const advice = (asset: string, text: string): Note => ({ asset, kind: "advice", text });
