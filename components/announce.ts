import * as pulumi from "@pulumi/pulumi";
import { type Declaration, type LiveServer, type Plan, planAll } from "../domain/plan/plan";
import type { ObservedStream } from "../domain/observed";
import { belongsTo, ownerOf } from "../domain/ownership";
import { namingProblems } from "../domain/naming";
import type { ServerAddress } from "../domain/outputs";
import { type Problem, problemLines } from "../domain/problem";
import { planReport } from "../domain/plan/planReport";
import type { StreamDeclaration } from "../domain/declare";
import type { SystemDefinition } from "../domain/system";
import { JetStreamError, Unreachable } from "../jetstream/errors";
import { observeAll } from "../jetstream/observeAll";
import { type ReadConfig, TargetError, addressOf, resolveTarget } from "./target";

/** One system and what this stack deploys of it. */
export interface DeclaredSystem {
  readonly system: SystemDefinition;
  readonly streams: readonly StreamDeclaration[];
}

/** What one stack deploys, system by system. */
export type SystemsDeclaration = Omit<Declaration, "systems"> & {
  readonly systems: readonly DeclaredSystem[];
};

/** What the program goes on with once nothing stands against the plan. */
export interface Announced {
  readonly plan: Plan;
  readonly address: ServerAddress;
}

// a preview without a server may not wait long for one
const deadlineMillis = 2000;

/**
 * Plans everything before anything is registered: the engine would show only the first refusal, in no fixed order. Says
 * what will happen in one message.
 *
 * @throws RunError with every mistake and refusal in one message
 */
export async function announcePlan(
  declaration: SystemsDeclaration,
  target: string,
  read: ReadConfig,
): Promise<Announced> {
  const seen = await observe(declaration, target, read);
  const plan = planAll(declaration, seen.live);
  const naming = declaration.systems.flatMap(({ system }) => namingProblems(system));
  stopFor([...naming, ...plan.problems], plan);
  await pulumi.log.info(planReport(plan, seen.absence));
  return { plan, address: addressOf(target, read, seen.live?.facts.version) };
}

interface Seen {
  readonly live: LiveServer | undefined;
  /** Why nothing was seen. */
  readonly absence?: string;
}

/** Streams whose consumers the plan looks at: those that declare some, and those of this stack that may have kept some. */
function readersOf({
  project,
  stack,
  systems,
}: SystemsDeclaration): (stream: ObservedStream) => boolean {
  const streams = systems.flatMap((system) => system.streams);
  const reading = new Set(
    streams.filter(({ consumers }) => consumers.length > 0).map(({ name }) => name),
  );
  return ({ name, config }) => {
    const owner = ownerOf(config);
    return reading.has(name) || (owner !== undefined && belongsTo(owner, project, stack));
  };
}

/** A server that is away is no reason to refuse a preview; one that answers wrongly is, and so is any in an update. */
async function observe(
  declaration: SystemsDeclaration,
  target: string,
  read: ReadConfig,
): Promise<Seen> {
  try {
    const address = resolveTarget(target, read);
    return { live: await observeAll(address, readersOf(declaration), deadlineMillis) };
  } catch (error) {
    const mayBeAway = pulumi.runtime.isDryRun() && isAbsence(error);
    if (mayBeAway) return { live: undefined, absence: error.message };
    if (error instanceof JetStreamError || error instanceof TargetError) {
      throw new pulumi.RunError(error.message);
    }
    throw error;
  }
}

const absences = new Set(["refused", "unknownHost", "silent", "lost", "unanswered"]);

const isAbsence = (error: unknown): error is Error =>
  (error instanceof Unreachable && absences.has(error.reason)) ||
  (error instanceof TargetError && error.serverIsAway);

function stopFor(problems: readonly Problem[], { refusals }: Plan): void {
  const lines = [
    ...section("the declaration has mistakes:", problemLines(problems)),
    ...section(
      "refused:",
      refusals.map(({ sentence }) => sentence),
    ),
  ];
  if (lines.length > 0) throw new pulumi.RunError(lines.join("\n"));
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
