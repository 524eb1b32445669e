import { quoted } from "../domain/assets";
import type { ObservedStream, Peers } from "../domain/observed";
import type { JetStream } from "./connection";
import { deadlineIn, pause } from "./deadline";
import { Offline, Unreachable } from "./errors";
import { observeStream } from "./streams";

/** Takes a line about what is going on; it reads on after `stream "ORDERS": `. */
export type Tell = (line: string) => void;

/** So long servers are waited for until they have copied a stream, in milliseconds. */
const copyMillis = 60_000;

/** Seen twice in a row it is so: an update is answered before the servers have begun. */
const looks = 2;

/**
 * Waits until as many servers as asked for hold a stream, each with all of it. After a minute it is left to the
 * servers, and said so.
 *
 * @returns the stream as it was seen last; undefined where nobody answered, or it is gone
 */
export async function awaitReplicas(
  js: JetStream,
  name: string,
  replicas: number,
  tell: Tell,
): Promise<ObservedStream | undefined> {
  const deadline = deadlineIn(copyMillis);
  let found: ObservedStream | undefined;
  let [seen, told] = [0, ""];
  while (seen < looks) {
    if (deadline.passed()) {
      tell(`is not copied yet after ${deadline.span}; the servers go on by themselves`);
      return found;
    }
    if (found !== undefined) await pause(Math.min(200, deadline.left()));
    found = await foundNow(js, name);
    const line = lacking(found?.peers, replicas);
    seen = line === undefined ? seen + 1 : 0;
    if (line !== undefined && line !== told) tell(line);
    told = line ?? told;
  }
  return found;
}

/** While a leader changes nobody answers. */
async function foundNow(js: JetStream, name: string): Promise<ObservedStream | undefined> {
  try {
    return await observeStream(js, name);
  } catch (error) {
    if (error instanceof Unreachable || error instanceof Offline) return undefined;
    throw error;
  }
}

/** @returns what is still to be done, for people; undefined where it is done */
function lacking(peers: Peers | undefined, replicas: number): string | undefined {
  if (peers?.leader === undefined) return "waits for a leader";
  const held = peers.replicas.length + 1;
  if (held > replicas) return `moves: ${held} servers hold it, ${replicas} will`;
  const behind = peers.replicas.filter((replica) => !replica.current || replica.offline);
  const current = held - behind.length;
  return current < replicas
    ? `is copied: ${current} of ${replicas} replicas are current${behind.length > 0 ? `, not yet on ${quoted(behind.map(({ name }) => name))}` : ""}`
    : undefined;
}
