import { quoted } from "../assets";
import type { StreamDeclaration } from "../declare";
import type { JsonObject } from "../json";
import { consumerNameProblem, nearest } from "../names";
import type { Problem } from "../problem";
import { subjectProblem } from "../subject";
import { passwordUsers, passwordVariable, resolveAuth } from "./auth";
import type { AuthSpec, UserSpec } from "./authSpec";
import { problem } from "./fieldProblems";
import { userSecretName } from "./names";
import { consumerName } from "./permissions";
import type { ClusterSpec } from "./spec";

/** Mistakes in users, and streams and consumers of theirs that are not declared. */
export function authProblems(
  { auth, name, system, namespace, raw }: ClusterSpec,
  streams: readonly StreamDeclaration[],
): readonly Problem[] {
  if (!auth) return [];
  const known = passwordUsers(resolveAuth(auth, system ?? namespace.name));
  return [
    ...problem("auth.account", accountProblem(auth.account)),
    ...problem("auth.admin.nkey", nkeyProblem(auth.admin?.nkey)),
    ...nameProblems(auth, known, name),
    ...Object.entries(auth.users ?? {}).flatMap(([user, rights]) =>
      userProblems(`auth.users ${JSON.stringify(user)}`, user, rights, streams),
    ),
    ...problem("auth", operatorProblem(raw ?? {})),
  ];
}

/** A server takes its accounts from JWTs or from its configuration, never from both. nats-server server/opts.go. */
const operatorProblem = (raw: JsonObject): string | undefined =>
  "operator" in raw || "resolver" in raw
    ? 'given beside a JWT resolver in "raw", which has accounts and users of its own; set auth to null, and give the deployer\'s credentials in nats-stack:creds or nats-stack:credsFile'
    : undefined;

const accountProblem = (account: string | undefined): string | undefined =>
  account === undefined || /^[A-Za-z0-9][\w-]*$/.test(account)
    ? undefined
    : `got ${JSON.stringify(account)}; use letters, digits, "-" and "_"; accounts that begin with "$" are the server's`;

const nkeyProblem = (nkey: string | undefined): string | undefined =>
  nkey === undefined || /^U[A-Z2-7]{55}$/.test(nkey)
    ? undefined
    : "got no public nkey of a user; it begins with U and has 56 characters, and a seed never stands here";

/** Two names must not meet in one variable of the configuration or in one Secret. */
function nameProblems(
  auth: AuthSpec,
  known: readonly string[],
  cluster: string,
): readonly Problem[] {
  const names = [auth.admin?.name ?? "admin", ...Object.keys(auth.users ?? {})];
  const all = [...names, ...(auth.systemUser === undefined ? [] : [auth.systemUser])];
  return [...new Set(all)].flatMap((user) => [
    ...problem("auth.users", userNameProblem(user)),
    ...problem(
      "auth.users",
      all.filter((other) => other === user).length > 1
        ? `got ${JSON.stringify(user)} more than once, with the admin and the system user counted; give each a name of its own`
        : undefined,
    ),
    ...problem("auth.users", alikeProblem(user, known, cluster)),
  ]);
}

/** Told of the first of the two alone. */
function alikeProblem(user: string, known: readonly string[], cluster: string): string | undefined {
  const alike = (other: string): boolean =>
    passwordVariable(other) === passwordVariable(user) ||
    userSecretName(cluster, other) === userSecretName(cluster, user);
  const twin = known.includes(user)
    ? known.find((other) => user < other && alike(other))
    : undefined;
  return twin === undefined
    ? undefined
    : `got ${quoted([user, twin])}, which are alike but for signs and capitals; give them names that differ in letters or digits`;
}

const userNameProblem = (user: string): string | undefined =>
  /^[A-Za-z0-9][\w.@-]{0,62}$/.test(user) && /[A-Za-z0-9]$/.test(user)
    ? undefined
    : `got ${JSON.stringify(user)}; a user's name is letters, digits, "-", "_", "." and "@", at most 63, with a letter or digit at both ends`;

function userProblems(
  path: string,
  name: string,
  user: UserSpec,
  streams: readonly StreamDeclaration[],
): readonly Problem[] {
  const subjects = (field: "publishSubjects" | "subscribeSubjects"): readonly Problem[] =>
    (user[field] ?? []).flatMap((subject) => problem(`${path}: ${field}`, subjectProblem(subject)));
  return [
    ...problem(`${path}: nkey`, nkeyProblem(user.nkey)),
    ...(user.publishes ?? []).flatMap((name) =>
      problem(`${path}: publishes`, unknownStream(name, streams)),
    ),
    ...(user.consumes ?? []).flatMap((name) =>
      problem(`${path}: consumes`, unknownConsumer(name, streams)),
    ),
    ...(user.reads ?? []).flatMap((stream) =>
      problem(`${path}: reads`, unknownStream(stream, streams)),
    ),
    ...problem(`${path}: reads`, user.reads === undefined ? undefined : consumerNameProblem(name)),
    ...subjects("publishSubjects"),
    ...subjects("subscribeSubjects"),
    ...problem(
      `${path}: inboxPrefix`,
      user.inboxPrefix === undefined ? undefined : subjectProblem(user.inboxPrefix),
    ),
  ];
}

function unknownStream(name: string, streams: readonly StreamDeclaration[]): string | undefined {
  const names = streams.map((stream) => stream.name);
  return names.includes(name)
    ? undefined
    : `got ${JSON.stringify(name)}, which is not declared; ${guess(name, names)}`;
}

function unknownConsumer(name: string, streams: readonly StreamDeclaration[]): string | undefined {
  if (!consumerName(name)) {
    return `got ${JSON.stringify(name)}; write a stream and a consumer of it, such as "ORDERS/orders-worker"`;
  }
  const names = streams.flatMap((stream) =>
    stream.consumers.map((consumer) => `${stream.name}/${consumer.name}`),
  );
  return names.includes(name)
    ? undefined
    : `got ${JSON.stringify(name)}, which is not declared; ${guess(name, names)}`;
}

function guess(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near === undefined
    ? `declared are ${quoted(names) || "none"}`
    : `did you mean ${JSON.stringify(near)}?`;
}
