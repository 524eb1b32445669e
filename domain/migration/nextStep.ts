import type { ObservedStream } from "../observed";
import { type MigrationMark, migrationMark, retiredSubject, type Role } from "./marks";

/** What one of the two streams of a migration is doing. */
export interface Stand {
  readonly role: Role;
  /** Takes its messages from the other one. */
  readonly copying: boolean;
  /** Has given its subjects up. */
  readonly retired: boolean;
  readonly checked: boolean;
  /** Its messages go as they are consumed: copying them would be consuming them. */
  readonly drains: boolean;
  /** Carries a mark for the way back, as `hold` leaves it. */
  readonly noted: boolean;
}

/** Everything that decides what comes next; but for the last one all of it is on the server. */
export interface Situation {
  /** What is live under the stream's own name: the origin, or its successor. */
  readonly live?: Stand;
  /** The stream in between. */
  readonly copy?: Stand;
  /** Whether the origin still has to be made anew. */
  readonly wanted: boolean;
  /** Whether the successor is what is declared, as far as it could not be changed in place. */
  readonly fits: boolean;
  /** Whether a consumer that takes nothing keeps the origin from losing what is copied. */
  readonly held: boolean;
  /** Whether this run has seen the copying stream level with the other one, message by message. */
  readonly followed: boolean;
}

/** What a migration can do next; each may be repeated after a crash. */
export type Step =
  /** Keep an origin from losing what is copied. */
  | "hold"
  /** Create the stream in between. */
  | "copy"
  /** Wait until the stream in between has, and compare, all but the newest messages. */
  | "follow"
  /** Origin gives its subjects up, the rest is copied, the stream in between takes them. */
  | "swap"
  /** The stream that was to be copied is gone: what copies it is all there is, and takes the subjects. */
  | "takeOver"
  /** Compare what was not compared, note where the consumers are. */
  | "check"
  | "dropOrigin"
  /** Create the stream anew. */
  | "recreate"
  | "discardSuccessor"
  | "followBack"
  | "swapBack"
  | "checkBack"
  /** Make the consumers again at their positions, then delete the stream in between. */
  | "settle"
  /** Give the stream all that is declared. */
  | "finish"
  /** Give the origin its subjects back. */
  | "reopen"
  /** Delete a stream in between that nobody needs. */
  | "dropCopy"
  /** Undo `hold`. */
  | "release"
  | "done";

/**
 * Decides on the next step of a migration. Only a stream whose messages have all been found in another one, or which
 * holds nothing but copies, is ever deleted.
 */
export function nextStep(situation: Situation): Step {
  const { live, copy } = situation;
  if (!copy) return withoutCopy(situation);
  if (!live) return copy.copying ? "takeOver" : "recreate";
  return live.role === "successor" ? back(live, copy, situation) : there(live, copy, situation);
}

function withoutCopy({ live, wanted, held }: Situation): Step {
  if (!live) return "done";
  if (live.role === "successor") return live.copying ? "takeOver" : "finish";
  if (!wanted) return live.noted || live.retired ? "release" : "done";
  return live.drains && !held ? "hold" : "copy";
}

/** From the origin into the stream in between. */
function there(origin: Stand, copy: Stand, { wanted, followed }: Situation): Step {
  if (!copy.copying) return copy.checked && origin.retired ? "dropOrigin" : "check";
  if (!wanted) return origin.retired ? "reopen" : "dropCopy";
  return followed || origin.retired ? "swap" : "follow";
}

/** From the stream in between into the one made anew. */
function back(successor: Stand, copy: Stand, { fits, followed }: Situation): Step {
  if (!successor.copying) return successor.checked ? "settle" : "checkBack";
  if (!fits) return "discardSuccessor";
  return followed || copy.retired ? "swapBack" : "followBack";
}

/**
 * @param stream name of the stream that is migrated
 * @returns what a live stream of that name does in the migration
 */
export function standOf(stream: string, { config }: ObservedStream): Stand {
  const mark = migrationMark(config);
  const own = mark?.of === stream ? mark : undefined;
  return {
    role: own?.role ?? "origin",
    copying: isCopying(config, own),
    retired: isRetired(stream, config),
    checked: own?.checked === true,
    drains: config["retention"] !== undefined && config["retention"] !== "limits",
    noted: own?.role === "origin",
  };
}

/** An origin's own sources are none of the migration. */
const isCopying = (config: ObservedStream["config"], mark: MigrationMark | undefined): boolean =>
  mark !== undefined &&
  mark.role !== "origin" &&
  (isPresent(config["mirror"]) || isPresent(config["sources"]));

const isPresent = (value: unknown): boolean => value !== undefined && value !== null;

function isRetired(stream: string, { subjects }: ObservedStream["config"]): boolean {
  return Array.isArray(subjects) && subjects.includes(retiredSubject(stream));
}
