import { quoted } from "../assets";
import type { Problem } from "../problem";
import { passwordUsers, resolveAuth } from "./auth";
import { objectNameProblem, problem } from "./fieldProblems";
import type { ClusterSpec, NatsBoxSpec } from "./spec";

/** Mistakes in how the pod with the nats CLI logs in. */
export function natsBoxProblems(spec: ClusterSpec): readonly Problem[] {
  const { natsBox } = spec;
  if (!natsBox) return [];
  return [
    ...problem("natsBox.user", userProblem(spec, natsBox)),
    ...problem("natsBox.seed", seedProblem(spec, natsBox)),
    ...problem(
      "natsBox.seed.secret",
      natsBox.seed === undefined ? undefined : objectNameProblem(natsBox.seed.secret),
    ),
  ];
}

function userProblem(spec: ClusterSpec, box: NatsBoxSpec): string | undefined {
  const { auth } = spec;
  const text = JSON.stringify(userOf(spec, box));
  if (!auth) return box.user === undefined ? undefined : `got ${text}, but there is no "auth"`;
  const known = passwordsOf(spec);
  if (known.includes(userOf(spec, box))) return undefined;
  const users = `name a user with a password: ${quoted(known) || "there is none yet"}`;
  if (!hasNkey(spec, box)) return `got ${text}; ${users}`;
  return box.seed === undefined
    ? `got ${text}, who shows an nkey; name the Secret with the seed as natsBox.seed, or ${users}`
    : undefined;
}

function seedProblem(spec: ClusterSpec, box: NatsBoxSpec): string | undefined {
  if (box.seed === undefined) return undefined;
  if (!spec.auth) return 'given, but there is no "auth"';
  return passwordsOf(spec).includes(userOf(spec, box))
    ? `given for ${JSON.stringify(userOf(spec, box))}, who has a password; leave it out`
    : undefined;
}

const userOf = ({ auth }: ClusterSpec, { user }: NatsBoxSpec): string =>
  user ?? auth?.admin?.name ?? "admin";

const passwordsOf = ({ auth, system, namespace }: ClusterSpec): readonly string[] =>
  auth ? passwordUsers(resolveAuth(auth, system ?? namespace.name)) : [];

function hasNkey(spec: ClusterSpec, box: NatsBoxSpec): boolean {
  const { admin, users = {} } = spec.auth ?? {};
  const user = userOf(spec, box);
  return (user === (admin?.name ?? "admin") ? admin : users[user])?.nkey !== undefined;
}
