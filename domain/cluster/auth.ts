import type { JsonObject } from "../json";
import type { StreamDeclaration } from "../declare";
import type { AuthSpec, UserSpec } from "./authSpec";
import { includeKey, quoteConf, variable } from "./conf";
import { permissionsOf } from "./permissions";

/** One user of the account. */
export interface ResolvedUser {
  readonly name: string;
  readonly nkey?: string;
  /** Absent for the admin, who may do everything. */
  readonly rights?: UserSpec;
}

export interface ResolvedAuth {
  readonly account: string;
  readonly admin: ResolvedUser;
  readonly systemUser?: string;
  /** In alphabetical order, without the admin. */
  readonly users: readonly ResolvedUser[];
}

/** Where passwords come from: a file of the mounted Secret, relative to the folder of nats.conf. */
export const authFile = { folder: "/etc/nats-auth", key: "auth.conf" } as const;
const authInclude = "../nats-auth/auth.conf";

/** Fills in the defaults. */
export function resolveAuth(spec: AuthSpec, system: string): ResolvedAuth {
  const { name = "admin", nkey } = spec.admin ?? {};
  const users = Object.entries(spec.users ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    account: spec.account ?? accountName(system),
    admin: { name, ...(nkey !== undefined && { nkey }) },
    ...(spec.systemUser !== undefined && { systemUser: spec.systemUser }),
    users: users.map(([user, rights]) => ({
      name: user,
      ...(rights.nkey !== undefined && { nkey: rights.nkey }),
      rights,
    })),
  };
}

/** @returns the account of a system: "observability-agent" has OBSERVABILITY_AGENT */
export const accountName = (system: string): string =>
  system.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");

/** @returns names of all users who show a password */
export const passwordUsers = ({ admin, users, systemUser }: ResolvedAuth): readonly string[] => [
  ...[admin, ...users].filter(({ nkey }) => nkey === undefined).map(({ name }) => name),
  ...(systemUser === undefined ? [] : [systemUser]),
];

/** @returns whether there is a Secret with passwords for the server to read */
export const hasPasswords = (auth: ResolvedAuth | undefined): auth is ResolvedAuth =>
  auth !== undefined && passwordUsers(auth).length > 0;

/** @returns the variable that holds a user's password in the configuration */
export const passwordVariable = (user: string): string =>
  `password_${user.replaceAll(/[^A-Za-z0-9]/g, "_")}`;

/**
 * The secret part of the configuration, which `nats.conf` includes.
 *
 * @param passwords by user; any text
 */
export const authConf = (passwords: Readonly<Record<string, string>>): string =>
  Object.entries(passwords)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([user, password]) => `${passwordVariable(user)}: ${quoteConf(password)}\n`)
    .join("");

/** @returns the accounts and their users, for nats.conf; passwords by variable */
export function accountsConf(
  auth: ResolvedAuth,
  streams: readonly StreamDeclaration[],
): JsonObject {
  const { account, admin, users, systemUser } = auth;
  return {
    ...(hasPasswords(auth) && { [includeKey]: authInclude }),
    accounts: {
      [account]: {
        jetstream: "enabled",
        users: [
          login(admin),
          ...users.map((user) => ({ ...login(user), ...rights(user, streams) })),
        ],
      },
      ...(systemUser !== undefined && { $SYS: { users: [login({ name: systemUser })] } }),
    },
    ...(systemUser !== undefined && { system_account: "$SYS" }),
  };
}

const login = ({ name, nkey }: ResolvedUser): JsonObject =>
  nkey === undefined ? { user: name, password: variable(passwordVariable(name)) } : { nkey };

const rights = (user: ResolvedUser, streams: readonly StreamDeclaration[]): JsonObject => ({
  permissions: permissionsOf(user.name, user.rights ?? {}, streams),
});
