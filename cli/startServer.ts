import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from "node:fs";
import { relative } from "node:path";
import { replaceFile, replaceObject } from "./files";
import { runMark } from "./leftovers";
import { runningServer, serverMark, serverProcesses, stopServers } from "./localServer";
import { Mistake } from "./mistake";
import { choosePort, loopback } from "./ports";
import { portsIn, serverConfig, serverName, type ServerPorts, usualPorts } from "./serverConfig";
import type { LocalServer } from "./serverFile";
import { isHealthy, readInfo, type ServerInfo } from "./serverProbe";
import { until } from "./wait";
import type { Workplace } from "./workplace";

/** A server, and whether it is a new process: then its memory streams of before are gone. */
export interface EnsuredServer {
  readonly server: LocalServer;
  readonly started: boolean;
}

/** What to start, and how long it may take. */
export interface ServerOptions {
  /** Path of nats-server. */
  readonly executable: string;
  /** Tried first, then those above; by default the ports it had before, then the usual ones. */
  readonly ports?: ServerPorts;
  /** Until it answers; it reads all its file streams first. @default 60000 */
  readonly readyMillis?: number;
}

/** Somebody took a port between the choice and the start. */
const attempts = 3;

/**
 * Makes sure that the server of this folder runs: takes the one that does, or starts one that outlives this process.
 *
 * @throws Mistake with the end of the log where it does not come up
 */
export async function ensureServer(
  context: Workplace,
  options: ServerOptions,
): Promise<EnsuredServer> {
  const running = (await runningServer(context)) ?? (await takeBack(context));
  if (running) return { server: running, started: false };
  if (serverProcesses(context).length > 0) {
    context.say("nats-server runs but does not answer as it should; starting it anew");
    await stopServers(context);
  }
  for (let attempt = 1; ; attempt += 1) {
    const server = await startOnce(context, options, attempt === attempts);
    if (server) return { server, started: true };
  }
}

/** A server that runs well but was not written down: its start was cut short. Ending it would cost its memory streams. */
async function takeBack(context: Workplace): Promise<LocalServer | undefined> {
  const [first, ...more] = serverProcesses(context);
  const ports = portsIn(context.places.serverConfig);
  if (!first || more.length > 0 || !ports) return undefined;
  const info = await readyInfo(context, ports);
  return info && note(context, first.pid, ports, info);
}

async function startOnce(
  context: Workplace,
  options: ServerOptions,
  last: boolean,
): Promise<LocalServer | undefined> {
  const { places } = context;
  const ports = await choosePorts(context, options.ports);
  mkdirSync(places.store, { recursive: true });
  replaceFile(places.serverConfig, serverConfig(ports, places));
  const logStart = statSync(places.serverLog, { throwIfNoEntry: false })?.size ?? 0;
  const child = await launch(context, options.executable);
  const info = await ready(context, child, ports, options.readyMillis ?? 60_000);
  if (info) return note(context, child.pid ?? 0, ports, info);
  await stopServers(context);
  const log = readFileSync(places.serverLog).subarray(logStart).toString("utf8");
  if (!last && log.includes("address already in use")) return undefined;
  throw notReady(context, log);
}

async function choosePorts(context: Workplace, first?: ServerPorts): Promise<ServerPorts> {
  const before = portsIn(context.places.serverConfig);
  const choose = async (name: keyof ServerPorts, what: string): Promise<number> => {
    const usual = usualPorts[name];
    const wanted = first ? [first[name]] : [...(before ? [before[name]] : []), usual];
    const port = await choosePort([...new Set(wanted)]);
    if (port === undefined) {
      throw new Mistake(
        `no free port for nats-server on ${loopback} (tried ${wanted.join(", ")} and those above); end a process that listens there`,
      );
    }
    if (port !== wanted[0]) {
      context.say(
        `${what} ${wanted[0] ?? usual} belongs to another process, which is left alone; using ${port}`,
      );
    }
    return port;
  };
  return {
    client: await choose("client", "port"),
    monitoring: await choose("monitoring", "monitoring port"),
  };
}

/** Own session: neither Ctrl-C nor a closed terminal reaches the server. */
async function launch({ places }: Workplace, executable: string): Promise<ChildProcess> {
  const log = openSync(places.serverLog, "a");
  const child = spawn(executable, ["--config", places.serverConfig], {
    cwd: places.server,
    // undefined takes the variable away: the server belongs to no run
    env: { ...process.env, [serverMark]: places.mark, [runMark]: undefined },
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  try {
    await once(child, "spawn");
  } catch (cause) {
    throw new Mistake(`cannot start "${executable}": ${String(cause)}`, { cause });
  }
  child.unref();
  return child;
}

/** @returns what the server says of itself once it and JetStream are ready; undefined where it ended or took too long */
async function ready(
  context: Workplace,
  child: ChildProcess,
  ports: ServerPorts,
  millis: number,
): Promise<ServerInfo | undefined> {
  const answer = await until(millis, async () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
      return "ended";
    return readyInfo(context, ports);
  });
  return answer === "ended" ? undefined : answer;
}

/** @returns what the server of this folder says of itself, where it answers on these ports and is ready */
async function readyInfo(
  { places }: Workplace,
  ports: ServerPorts,
): Promise<ServerInfo | undefined> {
  const info = await readInfo(loopback, ports.client, 1000);
  if (!info?.jetstream || info.name !== serverName(places)) return undefined;
  return (await isHealthy(`http://${loopback}:${ports.monitoring}`, 1000)) ? info : undefined;
}

function note(
  { places, machine, processes }: Workplace,
  pid: number,
  ports: ServerPorts,
  info: ServerInfo,
): LocalServer {
  const server: LocalServer = {
    url: `nats://${loopback}:${ports.client}`,
    monitoringUrl: `http://${loopback}:${ports.monitoring}`,
    version: info.version,
    serverId: info.id,
    store: places.store,
    startedAt: new Date().toISOString(),
    process: { pid, started: processes.find(pid)?.started ?? "" },
    machine,
  };
  replaceObject(places.serverFile, server);
  return server;
}

function notReady({ places }: Workplace, log: string): Mistake {
  const tail = log
    .trimEnd()
    .split("\n")
    .slice(-15)
    .map((line) => `  ${line}`);
  return new Mistake(
    [
      `nats-server did not come up; the end of ${relative(places.root, places.serverLog)}:`,
      ...tail,
    ].join("\n"),
  );
}
