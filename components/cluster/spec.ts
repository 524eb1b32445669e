import * as pulumi from "@pulumi/pulumi";
import { inBucketNames, withBucketStreams } from "../../domain/bucket/declareBuckets";
import { type Cluster, resolveCluster } from "../../domain/cluster/cluster";
import { passwordUsers, resolveAuth } from "../../domain/cluster/auth";
import {
  givenPasswordProblems,
  missingPasswords,
  passwordCommand,
  passwordKey,
  passwordsOf,
} from "../../domain/cluster/passwords";
import { keeperNotes } from "../../domain/cluster/keeper";
import { clusterProblems } from "../../domain/cluster/problems";
import type { ClusterSpec } from "../../domain/cluster/spec";
import { specFor } from "../../domain/cluster/stackSpec";
import type { Note } from "../../domain/plan/note";
import type { Problem } from "../../domain/problem";
import { fieldsOf, type Settings } from "../../domain/settings";
import { type ReadConfig, seedFrom } from "../../targets/credentials";
import { secretNotes } from "../../targets/kubernetes";
import type { DeclaredSystem } from "../announce";

/** What there is to say of a stack's servers before anything is registered. */
export interface ServerCheck {
  readonly problems: readonly Problem[];
  /** As they are declared, by target; none where there are mistakes. */
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** What the plan says of them, by target. */
  readonly notes: ReadonlyMap<string, readonly Note[]>;
  /** Told after the plan, a line each: what is missing and may still come. */
  readonly lines: Promise<readonly string[]>;
}

const nothingToCheck: ServerCheck = {
  problems: [],
  clusters: new Map(),
  notes: new Map(),
  lines: Promise.resolve([]),
};

/**
 * Finds every mistake in the servers of a stack; none where it deploys none. Passwords that are missing are a mistake of an
 * update alone: a preview, such as that of a pull request, has no secrets.
 */
export function checkServers(
  declared: readonly DeclaredSystem[],
  settings: Settings,
  read: ReadConfig,
): ServerCheck {
  if (settings.target !== "kubernetes") return nothingToCheck;
  const preview = pulumi.runtime.isDryRun();
  const all = declared.map((each) => checkedSystem(each, settings, read));
  const missing = all.flatMap((each) => each.missing);
  const sound = all.filter(({ problems }) => problems.length === 0);
  const found = all.flatMap(({ problems }) => problems);
  const specs = all.map(({ spec }) => spec);
  return {
    problems: preview ? found : [...found, ...missing.map(missingProblem)],
    clusters: new Map(
      sound.map(({ target, spec, streams }) => [target, resolveCluster(spec, streams)]),
    ),
    notes: new Map(sound.map(({ target, spec, streams }) => [target, keeperNotes(spec, streams)])),
    lines: secretNotes(specs, read).then((notes) => [
      ...notes,
      ...(preview && missing.length > 0 ? passwordNotes(missing) : []),
    ]),
  };
}

function checkedSystem(
  { system, target, streams: own, buckets }: DeclaredSystem,
  settings: Settings,
  read: ReadConfig,
) {
  const { name } = system;
  const spec = specFor(system, settings);
  const streams = withBucketStreams(own, buckets);
  const given = passwordsOf(fieldsOf(read("passwords")), name);
  const hasSeed = seedFrom(read) !== undefined;
  return {
    target,
    spec,
    streams,
    problems: [
      ...inBucketNames(clusterProblems(spec, streams), own),
      ...givenPasswordProblems(name, spec, given),
    ],
    missing: missingPasswords(spec, given, hasSeed).map((user): MissingPassword => ({
      system: name,
      user,
    })),
  };
}

interface MissingPassword {
  readonly system: string;
  readonly user: string;
}

const missingProblem = ({ system, user }: MissingPassword): Problem => ({
  path: passwordKey(system, user),
  reason: `not set; run: ${passwordCommand(system, user)}`,
});

const passwordNotes = (missing: readonly MissingPassword[]): readonly string[] => [
  `not set: ${missing.length} of the passwords that "pulumi up" will need; each command asks for one:`,
  ...missing.map(({ system, user }) => `  ${passwordCommand(system, user)}`),
];

/**
 * @returns the passwords of a system's users, secrets from here on. In a preview those that are not set yet are not known;
 *   an update is refused without them
 */
export function passwordsFrom(
  spec: ClusterSpec,
  system: string,
  read: ReadConfig,
): Readonly<Record<string, pulumi.Output<string>>> {
  const users = spec.auth ? passwordUsers(resolveAuth(spec.auth, system)) : [];
  const given = passwordsOf(fieldsOf(read("passwords")), system);
  return Object.fromEntries(
    users.map((user) => {
      const password = given[user];
      return [user, pulumi.secret(typeof password === "string" ? password : unknownText())];
    }),
  );
}

const unknownText = (): pulumi.Output<string> => pulumi.output<string>(pulumi.unknown as never);
