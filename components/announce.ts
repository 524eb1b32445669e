import * as pulumi from "@pulumi/pulumi";
import {
  type Bounds,
  type Declaration,
  type Known,
  type LiveServer,
  type Move,
  type Plan,
  planAll,
} from "../domain/plan/plan";
import type { Cluster } from "../domain/cluster/cluster";
import { groupBy } from "../domain/group";
import { namingProblems } from "../domain/naming";
import type { ServerAddress } from "../domain/outputs";
import { isMigrating } from "../domain/migration/underWay";
import { placeOf } from "../domain/place";
import type { Policy } from "../domain/policy";
import { type Problem, problemLines } from "../domain/problem";
import { planQuestions } from "../domain/plan/planQuestions";
import { type PlanDocument, serverPlan } from "../domain/plan/planDocument";
import { planReport } from "../domain/plan/planReport";
import { readersOf } from "../domain/plan/readers";
import type { BucketDeclaration } from "../domain/bucket/declareBuckets";
import type { StreamDeclaration } from "../domain/declare";
import { planServers } from "../domain/cluster/planServers";
import type { RunningServers } from "../domain/cluster/running";
import { deployedBy } from "../domain/plan/strangers";
import type { SystemDefinition } from "../domain/system";
import { JetStreamError, NotAuthorized, Unreachable } from "../jetstream/errors";
import { observeAll } from "../jetstream/observeAll";
import { writePlanFile } from "./planFile";
import { readLastState } from "./lastState";
import { NoPods } from "../targets/podForward";
import {
  type ReadConfig,
  TargetError,
  addressOf,
  readTargetServers,
  resolveTarget,
} from "../targets/target";
import type { ServerCheck } from "./cluster/spec";

/** One system and what this stack deploys of it. */
export interface DeclaredSystem {
  readonly system: SystemDefinition;
  /** Which server its streams live on, as their resources keep it. */
  readonly target: string;
  readonly streams: readonly StreamDeclaration[];
  readonly buckets: readonly BucketDeclaration[];
}

/** What one stack deploys, system by system. */
export type SystemsDeclaration = Omit<Declaration, "systems"> & {
  /** Of the stack as a whole. */
  readonly policy: Policy;
  readonly systems: readonly DeclaredSystem[];
};

/** What the program goes on with once nothing stands against the plan. */
export interface Announced {
  /** Subjects that go from one stream to another, on a target. */
  readonly movesOn: (target: string) => readonly Move[];
  /** Whether an earlier deployment has stopped in the middle of making a stream anew: the engine may not see a change. */
  readonly underWay: (target: string, stream: string) => boolean;
  /** How many messages may go on a target. */
  readonly boundsOf: (target: string) => Bounds;
  /** Where a target is reached. */
  readonly addressOf: (target: string) => ServerAddress;
}

/** A preview without a server may not wait long for one; an update needs it, however busy it is. */
const patienceMillis = (mayBeAway: boolean): number => (mayBeAway ? 2000 : 5000);

/**
 * Plans everything before anything is registered: the engine would show only the first refusal, in no fixed order. Says
 * what will happen in one message.
 *
 * @param servers those that this stack brings itself, with the mistakes in them
 * @throws RunError with every mistake and refusal in one message
 */
export async function announcePlan(
  declaration: SystemsDeclaration,
  read: ReadConfig,
  servers: ServerCheck,
): Promise<Announced> {
  const groups = [...groupBy(declaration.systems, ({ target }) => target)];
  const state = readLastState();
  const looks = await Promise.all(
    groups.map(([target, systems]) =>
      look({ ...declaration, systems }, target, read, servers.clusters.get(target), state),
    ),
  );
  const seen = looks.map((one) => withNotes(one, servers.notes.get(one.target) ?? []));
  writePlanFile(documentOf(declaration, seen));
  const naming = declaration.systems.flatMap(({ system }) => namingProblems(system));
  stopFor([...servers.problems, ...naming, ...seen.flatMap(({ plan }) => plan.problems)], seen);
  await pulumi.log.info([...reportsOf(seen), ...(await servers.lines)].join("\n"));
  const on = (target: string): Look | undefined => seen.find((one) => one.target === target);
  return {
    movesOn: (target) => on(target)?.plan.moves ?? [],
    underWay: (target, stream) =>
      seen.some((one) => one.target === target && one.live && isMigrating(stream, one.live)),
    boundsOf: (target) => on(target)?.plan.bounds ?? new Map(),
    addressOf: (target) => addressOf(target, read, on(target)?.live?.facts.version),
  };
}

const documentOf = (
  { project, stack }: SystemsDeclaration,
  seen: readonly Look[],
): PlanDocument => ({
  version: 1,
  project,
  stack,
  servers: seen.map(({ target, plan, live, absence }) =>
    serverPlan(target, plan, {
      ...(live && { server: { version: live.facts.version, clustered: live.facts.clustered } }),
      ...(absence !== undefined && { notChecked: absence }),
    }),
  ),
});

const withNotes = (look: Look, more: Plan["notes"]): Look => ({
  ...look,
  plan: { ...look.plan, notes: [...look.plan.notes, ...more] },
});

const reportsOf = (seen: readonly Look[]): readonly string[] =>
  seen.map(({ target, plan, absence }) =>
    planReport(plan, absence, seen.length > 1 ? target : undefined),
  );

/** The plan for one server. */
interface Look extends Seen {
  readonly target: string;
  readonly plan: Plan;
}

async function look(
  declaration: SystemsDeclaration,
  target: string,
  read: ReadConfig,
  cluster: Cluster | undefined,
  state: ReturnType<typeof readLastState>,
): Promise<Look> {
  const [seen, running, last] = await Promise.all([
    observe(declaration, target, read),
    cluster && runningServers(target, read),
    state,
  ]);
  const known = last && (last.get(target) ?? new Map<string, Known>());
  if (!cluster) return { ...seen, target, plan: planAll(declaration, seen.live, known) };
  const plan = planAll(declaration, seen.live && afterwards(seen.live, cluster), known);
  const { project, stack, policy } = declaration;
  const leaves = deployedBy(project, stack);
  const { refusals, notes } = planServers(cluster, { running, live: seen.live }, policy, leaves);
  const whole = {
    ...plan,
    refusals: [...refusals, ...plan.refusals],
    notes: [...notes, ...plan.notes],
  };
  return { ...seen, target, plan: whole };
}

/** Streams are made on the servers as they will be by then. */
const afterwards = (live: LiveServer, { servers }: Cluster): LiveServer => ({
  ...live,
  facts: { ...live.facts, clustered: servers > 1, ownPods: true },
});

/** @returns undefined where Kubernetes does not tell: a preview goes on without */
async function runningServers(
  target: string,
  read: ReadConfig,
): Promise<RunningServers | "none" | undefined> {
  try {
    return await readTargetServers(target, read);
  } catch (error) {
    if (error instanceof NoPods) return undefined;
    throw error;
  }
}

interface Seen {
  readonly live: LiveServer | undefined;
  /** Why nothing was seen. */
  readonly absence?: string;
}

/** A server that is away is no reason to refuse a preview; one that answers wrongly is, and so is any in an update. */
async function observe(
  declaration: SystemsDeclaration,
  target: string,
  read: ReadConfig,
): Promise<Seen> {
  // servers that this very deployment makes need not be there before it
  const mayBeAway = pulumi.runtime.isDryRun() || placeOf(target) !== undefined;
  try {
    const address = await resolveTarget(target, read);
    const streams = declaration.systems.flatMap((system) => system.streams);
    const wanted = {
      consumersOf: readersOf(declaration),
      questions: (live: LiveServer) => planQuestions(streams, live),
    };
    const live = await observeAll(address, wanted, patienceMillis(mayBeAway));
    return { live };
  } catch (error) {
    if (mayBeAway && (isAbsence(error) || (placeOf(target) && isChange(error)))) {
      return { live: undefined, absence: error.message };
    }
    if (error instanceof JetStreamError || error instanceof TargetError) {
      throw new pulumi.RunError(error.message);
    }
    throw error;
  }
}

const absences = new Set(["refused", "unknownHost", "silent", "lost", "unanswered"]);

const isAbsence = (error: unknown): error is Error =>
  (error instanceof Unreachable && absences.has(error.reason)) ||
  (error instanceof TargetError && error.serverIsAway) ||
  error instanceof NoPods;

/** Servers of this stack may not have its new passwords and certificates yet; whoever connects next decides. */
const isChange = (error: unknown): error is Error =>
  (error instanceof NotAuthorized && error.subject === undefined) ||
  (error instanceof Unreachable && error.reason === "tls");

function stopFor(problems: readonly Problem[], seen: readonly Look[]): void {
  const lines = [
    ...section("the declaration has mistakes:", problemLines(problems)),
    ...section(
      "refused:",
      seen.flatMap(({ plan }) => plan.refusals.map(({ sentence }) => sentence)),
    ),
  ];
  if (lines.length > 0) throw new pulumi.RunError(lines.join("\n"));
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
