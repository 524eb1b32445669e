import { setTimeout as pause } from "node:timers/promises";
import { type BucketDeclaration, declareBuckets } from "../../domain/bucket/declareBuckets";
import { declareSystem, type Deployment, type StreamDeclaration } from "../../domain/declare";
import { groupBy } from "../../domain/group";
import { didYouMean } from "../../domain/names";
import { cautious } from "../../domain/policy";
import { quoted } from "../../domain/assets";
import { type Settings, targetOf } from "../../domain/settings";
import type { SystemDefinition } from "../../domain/system";
import { connect, type JetStream } from "../../jetstream/connection";
import type { Target } from "../../jetstream/target";
import { systems } from "../../systems";
import { mayPass } from "../../targets/patience";
import { resolveTarget } from "../../targets/target";
import { Mistake } from "../mistake";
import { readStackConfig } from "./stackConfig";

/** Which servers a verb is meant for. */
export interface Selection {
  /** Absent: the selected stack. */
  readonly stack?: string;
  /** Address of a server; without `stack` no stack is asked for anything. */
  readonly server?: string;
  /** Only the server of this system. */
  readonly system?: string;
}

/** One system, and what of it belongs on a server. */
export interface ServedSystem {
  readonly system: SystemDefinition;
  readonly streams: readonly StreamDeclaration[];
  readonly buckets: readonly BucketDeclaration[];
}

/** One NATS server or cluster, and what is declared for it. */
export interface Server {
  /** For messages: "local", "url", "url:server", "kubernetes:namespace/service". */
  readonly name: string;
  readonly systems: readonly ServedSystem[];
  /** Finds the way in, anew with every call. */
  readonly resolve: () => Promise<Target>;
}

/** The servers a verb works on. */
export interface Servers {
  readonly project: string;
  /** Name of the stack; absent where a server was named without one. */
  readonly stack?: string;
  /** What the stack says; absent where a server was named without one. */
  readonly settings?: Settings;
  readonly servers: readonly Server[];
}

/**
 * Finds the servers that a verb is meant for, as the program and the provider find them.
 *
 * @throws Mistake where there is no such stack or system, or it is not clear which server is meant
 */
export async function findServers(selection: Selection): Promise<Servers> {
  const { stack, server, system } = selection;
  if (system !== undefined) refuseUnknown(system, Object.keys(systems));
  const found =
    server !== undefined && stack === undefined ? namedServer(server) : await serversOfStack(stack);
  const chosen = found.servers.filter(
    (one) => system === undefined || one.systems.some((served) => served.system.name === system),
  );
  if (chosen.length === 0) {
    throw new Mistake(`--system: stack "${found.stack ?? ""}" does not deploy "${system ?? ""}"`);
  }
  return { ...found, servers: server === undefined ? chosen : [rerouted(chosen, server)] };
}

/** Credentials come from the environment alone. */
function namedServer(url: string): Servers {
  const deployment = {
    project: "",
    stack: "",
    policy: cautious,
  } as const;
  const own = Object.values(systems).map((system) => served(system, deployment));
  const resolve = async (): Promise<Target> => ({
    ...(await resolveTarget("url", (key) => (key === "url" ? url : undefined))),
    name: "--server",
  });
  return { project: "", servers: [{ name: url, systems: own, resolve }] };
}

async function serversOfStack(name: string | undefined): Promise<Servers> {
  const { project, stack, settings, read } = await readStackConfig(name);
  const { policy, streams } = settings;
  const own = Object.values(systems)
    .filter((system) => settings.systems.includes(system.name))
    .map((system) => served(system, { project, stack, policy, streams }));
  const servers = [...groupBy(own, ({ system }) => targetOf(settings, system))].map(
    ([target, members]) => ({
      name: target,
      systems: members,
      resolve: () => resolveTarget(target, read),
    }),
  );
  return { project, stack, settings, servers };
}

const served = (system: SystemDefinition, deployment: Deployment): ServedSystem => ({
  system,
  streams: declareSystem(system, deployment),
  buckets: declareBuckets(system, deployment),
});

/** The stack says who one is, the address where to go: a port-forward of one's own, a pod's view of the cluster. */
function rerouted(chosen: readonly Server[], url: string): Server {
  const [server, ...others] = chosen;
  if (server === undefined || others.length > 0) {
    const names = chosen.flatMap((one) => one.systems.map(({ system }) => system.name));
    throw new Mistake(
      `--server: this stack has a server per system; say with --system which of ${quoted(names)} it is`,
    );
  }
  return { ...server, resolve: async () => ({ ...(await server.resolve()), url }) };
}

/** @throws Mistake with the nearest name, where there is no such system */
export function refuseUnknown(name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new Mistake(
    `--system: got "${name}"; known are ${quoted(known)}${didYouMean(name, known)}`,
  );
}

/** Time for a connection where nothing else is asked for, in milliseconds. */
const connectMillis = 5000;

/**
 * Connects to a server and hands it to `use`; closes afterwards.
 *
 * @param patienceMillis how long to wait for a server that may be starting; 0 asks once
 * @throws what `resolveTarget` and `connect` throw, at the latest after that time and one attempt
 */
export async function withServer<Result>(
  server: Server,
  patienceMillis: number,
  use: (js: JetStream) => Promise<Result>,
): Promise<Result> {
  const js = await reach(server, Date.now() + patienceMillis);
  try {
    return await use(js);
  } finally {
    await js.close();
  }
}

/** Connects to several servers and hands the connections over, in the same order; closes them afterwards. */
export async function withServers<Result>(
  servers: readonly Server[],
  use: (connections: readonly JetStream[]) => Promise<Result>,
): Promise<Result> {
  const [first, ...rest] = servers;
  if (first === undefined) return use([]);
  return withServer(first, 0, (js) => withServers(rest, (others) => use([js, ...others])));
}

async function reach(server: Server, end: number): Promise<JetStream> {
  for (;;) {
    try {
      return await connect(await server.resolve(), { deadlineMillis: connectMillis });
    } catch (error) {
      if (!mayPass(error, true) || Date.now() >= end) throw error;
      await pause(Math.min(500, Math.max(1, end - Date.now())));
    }
  }
}
