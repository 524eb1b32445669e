import { count } from "../assets";
import type { StreamDeclaration } from "../declare";
import type { Note } from "../plan/note";
import type { Problem } from "../problem";
import { passwordUsers, resolveAuth } from "./auth";
import { problem } from "./fieldProblems";
import { type Forgotten, forgottenBy } from "./forgotten";
import type { ClusterSpec, KeeperSpec } from "./spec";

/** What a keeper makes again, and as whom. */
export interface ResolvedKeeper {
  /** In an order in which each stream comes after those it copies from. */
  readonly forgotten: readonly Forgotten[];
  /** Absent where nobody is asked who he is. */
  readonly user?: string;
  /** What this user's inboxes begin with, where not as usual. */
  readonly inboxPrefix?: string;
}

/**
 * @returns the keeper of a server that forgets streams when it starts anew; undefined where there is nothing to keep, where
 *   it is switched off, and where nobody said how it could log in
 */
export function resolveKeeper(
  spec: ClusterSpec,
  streams: readonly StreamDeclaration[],
): ResolvedKeeper | undefined {
  const forgotten = forgottenBy(spec, streams);
  if (forgotten.length === 0 || spec.keeper === false) return undefined;
  const user = userOf(spec);
  if (loginProblem(spec, user) !== undefined) return undefined;
  const inboxPrefix = user === undefined ? undefined : spec.auth?.users?.[user]?.inboxPrefix;
  return {
    forgotten,
    ...(user !== undefined && { user }),
    ...(inboxPrefix !== undefined && { inboxPrefix }),
  };
}

/** Mistakes in what is said of the keeper; what is left out is none. */
export function keeperProblems(spec: ClusterSpec): readonly Problem[] {
  const { keeper, servers = 1 } = spec;
  if (keeper === undefined || keeper === false) return [];
  if (keeper !== true && (typeof keeper !== "object" || (keeper as unknown) === null)) {
    return problem("keeper", `got ${JSON.stringify(keeper)}; write true, false or { user }`);
  }
  if (servers > 1) {
    const reason = `got ${JSON.stringify(keeper)} for ${servers} servers, which keep the streams for one another; leave it out`;
    return problem("keeper", reason);
  }
  const reason = loginProblem(spec, userOf(spec));
  return problem(settings(spec).user === undefined ? "keeper" : "keeper.user", reason);
}

/** What a plan says of a server that forgets streams: what is lost, what comes back, and by whom. */
export function keeperNotes(
  spec: ClusterSpec,
  streams: readonly StreamDeclaration[],
): readonly Note[] {
  const forgotten = forgottenBy(spec, streams);
  if (forgotten.length === 0) return [];
  const keeper = resolveKeeper(spec, streams);
  const asset = `cluster "${spec.name}"`;
  const loses = `its one server forgets ${whatOf(forgotten)} with every new pod`;
  return [{ asset, kind: "advice", text: `${loses}; ${keeper ? made : notMade(spec)}` }];
}

const made =
  "the keeper beside it makes them again within seconds, without messages; file storage on a claim, or three servers, keep those too";

function notMade(spec: ClusterSpec): string {
  const programs = 'programs see "stream not found" until "pulumi up --refresh" makes them again';
  const reason = spec.keeper === false ? undefined : loginProblem(spec, userOf(spec));
  return reason === undefined
    ? `${programs}, since keeper is false`
    : `${programs}, since the keeper cannot log in: ${reason}`;
}

function whatOf(forgotten: readonly Forgotten[]): string {
  const streams = forgotten.filter(({ stream }) => stream).length;
  const consumers = forgotten.filter(({ stream }) => !stream).flatMap((one) => one.consumers);
  const parts = [
    ...(streams > 0 ? [count(streams, "stream")] : []),
    ...(consumers.length > 0 ? [`${count(consumers.length, "consumer")} of others`] : []),
  ];
  return parts.join(" and ");
}

const settings = ({ keeper }: ClusterSpec): KeeperSpec =>
  typeof keeper === "object" ? keeper : {};

const userOf = (spec: ClusterSpec): string | undefined =>
  settings(spec).user ?? (spec.auth ? (spec.auth.admin?.name ?? "admin") : undefined);

/** Keys of `raw` that ask clients for what only their author knows. */
const ownLogins = ["accounts", "authorization", "operator", "resolver"] as const;

/** Why the keeper could not connect. */
function loginProblem(spec: ClusterSpec, user: string | undefined): string | undefined {
  const { auth, raw = {}, tls } = spec;
  if (!auth) {
    if (user !== undefined) return `got ${JSON.stringify(user)}, but there is no "auth"`;
    const key = [...ownLogins, ...(tls ? [] : ["tls"])].find((name) => name in raw);
    return key === undefined
      ? undefined
      : `what "${key}" in raw asks for is not known; declare it as "auth" and "tls", or set keeper to false`;
  }
  const known = passwordUsers(resolveAuth(auth, spec.system ?? spec.namespace.name));
  return user !== undefined && known.includes(user) && user !== auth.systemUser
    ? undefined
    : `got ${JSON.stringify(user)}; name a user with a password who may make streams, as keeper.user, or set keeper to false`;
}
