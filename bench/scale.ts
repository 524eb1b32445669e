import Table from "cli-table3";
import { readFileSync } from "node:fs";
import { declareSystem, type StreamDeclaration } from "../domain/declare";
import type { LiveServer } from "../domain/plan/live";
import { planAll } from "../domain/plan/plan";
import { cautious } from "../domain/policy";
import { connect } from "../jetstream/connection";
import { observe } from "../jetstream/observeAll";
import { startNatsServer, type TestServer } from "../test/support/natsServer";
import { ensureNatsServer } from "../toolchain/tools";
import { NATS_SERVER_VERSION } from "../toolchain/versions";
import { generatedSystem } from "./generated";
import { createAll } from "./rawApi";
import { megabytes } from "./report";
import { digits } from "./statistics";

/** Numbers of streams on a server unless others are asked for; with more of them only the plan is made. */
const served = [1000, 2000, 5000];
const declared = [10_000, 20_000];

const deployment = { project: "bench", stack: "raw", policy: cautious };
const maxMsgs = 10_000;

const head = [
  "streams",
  "create, raw API",
  "look at all",
  "plan, unchanged",
  "plan, nothing seen",
  "server MB",
  "program MB",
];

/**
 * `npm run scale`: what grows with the number of streams beside Pulumi: the server, a look at all of it, the plan.
 *
 * @param args other numbers of streams to put on a server
 * @param say is told what a person is to read
 * @returns exit code: 0, or 2 where a number is none
 */
export async function main(
  args: readonly string[],
  say: (line: string) => void = console.log,
): Promise<number> {
  const wrong = args.filter((arg) => !/^[1-9]\d{0,4}$/.test(arg));
  if (wrong.length > 0) {
    say(`got "${wrong.join('", "')}"; write numbers of streams, such as 1000 5000`);
    return 2;
  }
  await ensureNatsServer(NATS_SERVER_VERSION);
  const table = new Table({ head, style: { head: [], border: [] } });
  const asked = args.map(Number);
  for (const count of args.length > 0 ? asked : served) table.push([...(await onServer(count))]);
  for (const count of args.length > 0 ? [] : declared) table.push([...withoutServer(count)]);
  say(`seconds, and MB in memory\n${table.toString()}`);
  return 0;
}

async function onServer(count: number): Promise<readonly string[]> {
  const server = await startNatsServer({ jetstream: "max_memory_store: 100GB" });
  try {
    const create = await createAll(server.url, generatedSystem(count, maxMsgs));
    const streams = streamsOf(count);
    const [live, look] = await looked(server);
    const unchanged = planned(streams, live);
    const alone = planned(streams, undefined);
    const seconds = [create, look, unchanged, alone].map(digits);
    return [String(count), ...seconds, megabytes(memoryOf(server)), own()];
  } finally {
    await server.stop();
  }
}

const withoutServer = (count: number): readonly string[] => [
  ...[String(count), "", "", ""],
  ...[digits(planned(streamsOf(count), undefined)), "", own()],
];

const streamsOf = (count: number): readonly StreamDeclaration[] =>
  declareSystem(generatedSystem(count, maxMsgs), deployment);

async function looked({ url }: TestServer): Promise<readonly [LiveServer, number]> {
  const js = await connect({ name: "scale", url }, { deadlineMillis: 10_000 });
  try {
    const began = performance.now();
    const live = await observe(js, { consumersOf: () => false });
    return [live, secondsSince(began)];
  } finally {
    await js.close();
  }
}

function planned(streams: readonly StreamDeclaration[], live: LiveServer | undefined): number {
  const began = performance.now();
  const { problems, refusals } = planAll({ ...deployment, systems: [{ streams }] }, live);
  const took = secondsSince(began);
  if (problems.length + refusals.length > 0) throw new Error("the plan found mistakes");
  return took;
}

const secondsSince = (began: number): number => (performance.now() - began) / 1000;

/** Linux tells the resident memory of a process in kB; elsewhere it is left out. */
function memoryOf({ pid }: TestServer): number | undefined {
  try {
    const [, kilobytes] =
      /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

const own = (): string => megabytes(process.memoryUsage().rss);
