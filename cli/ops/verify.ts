import { setTimeout as pause } from "node:timers/promises";
import { createColors } from "picocolors";
import { count } from "../../domain/assets";
import type { Declaration } from "../../domain/plan/plan";
import { readersOf } from "../../domain/plan/readers";
import { accountFindings } from "../../domain/verify/account";
import { type Finding, type FindingKind, isFault } from "../../domain/verify/finding";
import { verifyAll } from "../../domain/verify/verify";
import { readShares } from "../../jetstream/account";
import type { JetStream } from "../../jetstream/connection";
import { observe } from "../../jetstream/observeAll";
import { mayPass } from "../../targets/patience";
import { type ExitCode, exitCodes } from "./exitCodes";
import { isForPeople } from "./failure";
import { findServers, type Selection, type ServedSystem, type Server, withServer } from "./servers";
import { answer, type Voice } from "./voice";

/** What `verify` was asked for. */
export interface VerifyRequest extends Selection {
  /** How long to wait for what may settle by itself; 0 looks once. */
  readonly timeoutMillis: number;
  /** Whether what this stack no longer declares and still has is a fault: within a deployment it is deleted last. */
  readonly leftovers: boolean;
}

/** What was found on one server. */
interface Report {
  readonly server: string;
  readonly systems: readonly ServedSystem[];
  /** Of nats-server; absent where it did not answer. */
  readonly version?: string;
  readonly findings: readonly Finding[];
  /** Why nothing is known. */
  readonly error?: string;
}

const lookAgainMillis = 500;

/**
 * `nats-stack verify`: whether what is live is what was declared, marked, led by somebody, and has room.
 *
 * @throws Mistake
 */
export async function verify(request: VerifyRequest, voice: Voice): Promise<ExitCode> {
  const found = await findServers(request);
  const { project, stack } = found;
  const reports = await Promise.all(
    found.servers.map((server) => report(server, { project, stack: stack ?? "" }, request)),
  );
  const code = outcome(reports);
  answer(voice, documentOf(reports, stack, code), () =>
    reports.flatMap((one) => linesOf(one, voice)).join("\n"),
  );
  return code;
}

function outcome(reports: readonly Report[]): ExitCode {
  if (reports.some(({ error }) => error !== undefined)) return exitCodes.trouble;
  const faults = reports.some(({ findings }) => findings.some(isFault));
  return faults ? exitCodes.differs : exitCodes.fine;
}

type Stack = Pick<Declaration, "project" | "stack">;

async function report(server: Server, stack: Stack, request: VerifyRequest): Promise<Report> {
  const { system: only, timeoutMillis } = request;
  const systems = server.systems.filter(({ system }) => only === undefined || system.name === only);
  const end = Date.now() + timeoutMillis;
  try {
    return await withServer(server, timeoutMillis, async (js) => ({
      server: server.name,
      systems,
      version: js.server.version,
      findings: await settled(js, { ...stack, systems: server.systems }, request, end),
    }));
  } catch (error) {
    if (!isForPeople(error)) throw error;
    return { server: server.name, systems, findings: [], error: error.message };
  }
}

/** Looks until nothing is wrong, until only somebody's hand can put it right, or until the time is up. */
async function settled(
  js: JetStream,
  declaration: Declaration,
  { system: only, leftovers }: VerifyRequest,
  end: number,
): Promise<readonly Finding[]> {
  for (;;) {
    const findings = await look(js, declaration, end);
    const mine = findings
      ?.filter(({ system }) => !only || !system || system === only)
      .filter(({ kind }) => leftovers || kind !== "leftover");
    const faults = mine?.filter(isFault);
    const waits = faults === undefined || (faults.length > 0 && faults.every((one) => one.passing));
    if (mine !== undefined && (!waits || Date.now() >= end)) return mine;
    await pause(lookAgainMillis);
  }
}

/** @returns undefined where the server lost its leader or connection meanwhile and there is time to look again */
async function look(
  js: JetStream,
  declaration: Declaration,
  end: number,
): Promise<readonly Finding[] | undefined> {
  try {
    const [live, shares] = await Promise.all([
      observe(js, { consumersOf: readersOf(declaration) }),
      readShares(js),
    ]);
    const options = { marks: declaration.stack !== "", now: Date.now() };
    return [...verifyAll(declaration, live, options), ...accountFindings(shares)];
  } catch (error) {
    if (!mayPass(error, true) || Date.now() >= end) throw error;
    return undefined;
  }
}

const documentOf = (
  reports: readonly Report[],
  stack: string | undefined,
  code: ExitCode,
): object => ({
  ok: code === exitCodes.fine,
  ...(stack !== undefined && { stack }),
  servers: reports.map(({ systems, findings, ...rest }) => ({
    ...rest,
    systems: systems.map(({ system, streams, buckets }) => ({
      name: system.name,
      streams: streams.length,
      consumers: consumersIn(streams),
      buckets: buckets.length,
    })),
    faults: findings.filter(isFault),
    notes: findings.filter((finding) => !isFault(finding)),
  })),
});

const consumersIn = (streams: ServedSystem["streams"]): number =>
  streams.reduce((sum, { consumers }) => sum + consumers.length, 0);

function linesOf({ server, systems, version, findings, error }: Report, voice: Voice): string[] {
  const { red } = createColors(voice.screen.colour);
  if (error !== undefined)
    return [
      `${systems.map(({ system }) => system.name).join(", ")}: ${red("not verified")}: ${error}`,
    ];
  const known = systems.map(({ system }) => system.name);
  const about = findings.filter(({ system }) => system === undefined || !known.includes(system));
  return [
    ...systems.flatMap((one) => systemLines(one, findings, version ?? "", voice)),
    ...(about.length > 0 ? [`server ${server}:`, ...about.map((one) => line(one, voice))] : []),
  ];
}

function systemLines(
  { system: { name }, streams, buckets }: ServedSystem,
  findings: readonly Finding[],
  version: string,
  voice: Voice,
): readonly string[] {
  const { bold, green, red } = createColors(voice.screen.colour);
  const own = findings.filter(({ system }) => system === name);
  const faults = own.filter(isFault).length;
  const what = [
    count(streams.length, "stream"),
    count(consumersIn(streams), "consumer"),
    ...(buckets.length > 0 ? [count(buckets.length, "bucket")] : []),
  ].join(", ");
  const verdict = faults === 0 ? green("as declared") : red(count(faults, "difference"));
  return [
    `${bold(name)}: ${verdict} (${what}, nats-server ${version})`,
    ...own.map((one) => line(one, voice)),
  ];
}

const titles: Readonly<Record<FindingKind, string>> = {
  missing: "missing",
  differs: "differs",
  leftover: "left over",
  unsettled: "not settled",
  full: "full",
  note: "note",
};

function line(finding: Finding, { screen }: Voice): string {
  const { red, yellow } = createColors(screen.colour);
  const paint = isFault(finding) ? red : yellow;
  return `  ${paint(titles[finding.kind])}: ${finding.asset}: ${finding.text}`;
}
