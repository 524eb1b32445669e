import { placeOf } from "../domain/place";
import {
  JetStreamOff,
  NotAuthorized,
  ServerRefusal,
  Offline,
  Unreachable,
  type UnreachableReason,
} from "../jetstream/errors";
import { NoPods } from "./podForward";

/** A pod that ends is made again, perhaps on another node and with an image to fetch. */
const podMillis = 90_000;

/** A server that is restarted where nobody makes another one of it. */
const serverMillis = 15_000;

/**
 * How long a server that went away is waited for.
 *
 * @returns milliseconds; 0 for the local server, which nobody starts again while a deployment runs
 */
export function patienceMillis(target: string): number {
  if (placeOf(target)) return podMillis;
  return target === "local" ? 0 : serverMillis;
}

/** No leader of the account's streams, or of one of them; its servers are down (10118). */
const leaderless: ReadonlySet<number> = new Set([10004, 10008, 10009, 10118]);

/** Behind a load balancer or a port-forward a server that is away accepts connections and stays silent. */
const broken: ReadonlySet<UnreachableReason> = new Set(["refused", "lost", "silent"]);

/** On Kubernetes a name has an address only once a pod is ready, and a stream's server may be the one that restarts. */
const ofPods: ReadonlySet<UnreachableReason> = new Set(["unknownHost", "unanswered", "notNats"]);

/** @returns whether a failure may pass by itself, as soon as the servers of a target are back */
export const mayComeBack = (error: unknown, target: string): error is Error =>
  mayPass(error, placeOf(target) !== undefined);

/** @param pods whether names and streams may come and go with pods */
export function mayPass(error: unknown, pods: boolean): error is Error {
  if (error instanceof NoPods) return !error.gone && !error.misconfigured;
  if (error instanceof Unreachable) {
    return broken.has(error.reason) || (pods && ofPods.has(error.reason));
  }
  // servers that run take over new passwords a while after they were changed
  if (error instanceof NotAuthorized) return pods && error.subject === undefined;
  if (error instanceof ServerRefusal) return leaderless.has(error.errCode);
  return (
    (error instanceof JetStreamOff && error.maybeStarting) ||
    (error instanceof Offline && pods && error.mayComeBack)
  );
}
