import { quoted } from "../assets";
import { isObject, type Json, type JsonObject, ownValue } from "../json";
import type { Problem } from "../problem";
import { passwordUsers, resolveAuth } from "./auth";
import type { ClusterSpec } from "./spec";

/** Users of one system whose passwords are needed, and what else may stand with them. */
interface Needed {
  readonly passwords: readonly string[];
  /** The admin, where he has an nkey: what stands under his name is its seed. */
  readonly seed?: string;
}

function neededBy({ auth, system, namespace }: ClusterSpec): Needed {
  if (!auth) return { passwords: [] };
  const resolved = resolveAuth(auth, system ?? namespace.name);
  return {
    passwords: passwordUsers(resolved),
    ...(resolved.admin.nkey !== undefined && { seed: resolved.admin.name }),
  };
}

/**
 * Passwords that are missing, or that nobody asks for.
 *
 * @param given names of the users whose passwords are there
 */
export function passwordProblems(spec: ClusterSpec, given: readonly string[]): readonly Problem[] {
  const { passwords } = neededBy(spec);
  const path = (user: string): string =>
    `cluster "${spec.name}": passwords ${JSON.stringify(user)}`;
  return [
    ...passwords
      .filter((user) => !given.includes(user))
      .map((user) => ({
        path: path(user),
        reason:
          "not set; give it as a secret of the stack's configuration, or give the user an nkey",
      })),
    ...given
      .filter((user) => !passwords.includes(user))
      .map((user) => ({ path: path(user), reason: nobody(passwords) })),
  ];
}

const nobody = (users: readonly string[]): string =>
  `no such user shows a password; users that do are ${quoted(users) || "none"}`;

/**
 * Finds what is wrong with the passwords of one system in the stack's configuration. Those that are missing are none of
 * it: see {@link missingPasswords}.
 *
 * @param given what stands under the system's name; it is never told
 */
export function givenPasswordProblems(
  system: string,
  spec: ClusterSpec,
  given: JsonObject,
): readonly Problem[] {
  const { passwords, seed } = neededBy(spec);
  return Object.entries(given).flatMap(([user, value]) => {
    const reason = passwords.includes(user)
      ? passwordProblem(value)
      : user === seed
        ? seedProblem(value)
        : nobody(passwords);
    return reason === undefined ? [] : [{ path: passwordKey(system, user), reason }];
  });
}

const passwordProblem = (value: Json): string | undefined =>
  typeof value === "string" && value !== "" ? undefined : "holds no text; a password is a text";

const seedProblem = (value: Json): string | undefined =>
  typeof value === "string" && /^SU[A-Z2-7]{56}$/.test(value.trim())
    ? undefined
    : 'holds no seed, though the user has an nkey; give the 58 characters that begin with "SU"';

/**
 * @param hasSeed whether the seed of the admin's nkey is known from elsewhere
 * @returns the users of a system whose password, or seed, is not there and has to be
 */
export function missingPasswords(
  spec: ClusterSpec,
  given: JsonObject,
  hasSeed: boolean,
): readonly string[] {
  const { passwords, seed } = neededBy(spec);
  const wanted = [...(seed === undefined || hasSeed ? [] : [seed]), ...passwords];
  return wanted.filter((user) => ownValue(given, user) === undefined);
}

/** @returns the text under which a user's password stands in the stack's configuration, as the CLI takes it */
export const passwordKey = (system: string, user: string): string =>
  `nats-stack:passwords${step(system)}${step(user)}`;

/** The CLI takes a dot for the next step. */
const step = (name: string): string =>
  /^[A-Za-z_][\w-]*$/.test(name) ? `.${name}` : `["${name}"]`;

/** @returns the command that asks for a password and stores it encrypted */
export const passwordCommand = (system: string, user: string): string =>
  `pulumi config set --secret --path '${passwordKey(system, user)}'`;

/** @returns the passwords, or seeds, of one system; none where there is none */
export function passwordsOf(passwords: JsonObject | undefined, system: string): JsonObject {
  const found = passwords?.[system];
  return isObject(found) ? found : {};
}
