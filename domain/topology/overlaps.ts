import { streamAsset } from "../assets";
import { copiedAs, originsOf, ownSubjects, type DeclaredStream } from "./flows";
import type { Problem } from "../problem";
import { isSubset, overlapExample, subjectIntersection } from "../subject";
import { SubjectIndex } from "../subjectIndex";

/** One stream with one of its own subjects. */
interface Holder {
  readonly stream: DeclaredStream;
  readonly subject: string;
}

/**
 * Every pair of subjects of two streams that one message would match: a server refuses the second stream (10065).
 * Sources and mirrors take no part in it, seen on 2.10 to 2.15.
 */
export function overlapProblems(streams: readonly DeclaredStream[]): readonly Problem[] {
  const earlier = new SubjectIndex<Holder>();
  return streams.flatMap((stream) => {
    const own = ownSubjects(stream).map((subject) => ({ stream, subject }));
    const found = own.flatMap((b) =>
      earlier
        .overlapping(b.subject)
        .filter((a) => a.stream.name !== stream.name)
        // the narrower one becomes the copy; between equals the later one
        .map((a) => (isNarrower(a, b) ? problem(a, b) : problem(b, a))),
    );
    for (const holder of own) earlier.add(holder.subject, holder);
    return found;
  });
}

const isNarrower = (a: Holder, b: Holder): boolean =>
  a.subject !== b.subject && isSubset(a.subject, b.subject);

function problem(copy: Holder, holder: Holder): Problem {
  const example = overlapExample(copy.subject, holder.subject) ?? "";
  const name = streamAsset(holder.stream.name);
  const same =
    copy.subject === holder.subject
      ? `which ${name} holds as well`
      : `which overlaps "${holder.subject}" of ${name}: "${example}" matches both`;
  return {
    path: `${streamAsset(copy.stream.name)}: subjects`,
    reason: `got "${copy.subject}", ${same}; a subject belongs to one stream of an account; ${wayOut(copy, holder)}`,
  };
}

function wayOut(copy: Holder, holder: Holder): string {
  const both = subjectIntersection(copy.subject, holder.subject) ?? holder.subject;
  const copied = originsOf(copy.stream.config).some(
    (source) => source.name === holder.stream.name && copiedAs(source, both).length > 0,
  );
  return copied
    ? `it is copied from there already, so remove it from subjects`
    : `remove it here and copy it, with sources: [{ name: "${holder.stream.name}", filterSubject: "${both}" }], or narrow one of the two`;
}
