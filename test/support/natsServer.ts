import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { rmSync } from "node:fs";
import { once } from "node:events";
import { createConnection, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { serverBinary } from "./serverBinary";

/** How a test server starts. Nothing given: newest version, JetStream on, own store, free ports. */
export interface ServerOptions {
  /** A nats-server release; @default "2.15.1" */
  readonly version?: string;
  /** Text for nats.conf: accounts, users, limits. */
  readonly config?: string;
  /** Further command-line arguments. */
  readonly args?: readonly string[];
  /** false leaves JetStream off; a text is the inside of its block, such as `max_file_store: 1MB`. @default true */
  readonly jetstream?: boolean | string;
  /** Paths of PEM files; `ca` demands a client certificate. */
  readonly tls?: ServerTls;
  /** A store that outlives `stop()`; without it the server has its own, removed by `stop()`. */
  readonly storeDir?: string;
  /** The largest file that it may write, in blocks of 512 bytes, read at each start: every write beyond it fails. */
  readonly disk?: { blocks?: number };
  /** A fixed port, for a test that must know it beforehand; @default a free one */
  readonly port?: number;
}

export interface ServerTls {
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
  readonly handshakeFirst?: boolean;
}

/** A running nats-server on loopback. */
export interface TestServer {
  /** "nats://127.0.0.1:<port>" */
  readonly url: string;
  readonly port: number;
  readonly monitorPort: number;
  readonly storeDir: string;
  /** Of the present process: another one after `restart()`. */
  readonly pid: number;
  /** Ends it gracefully and removes all it left. May be called again. */
  stop(): Promise<void>;
  /** kill -9; the store stays until `stop()`. */
  kill(): Promise<void>;
  /** Ends it if it runs, gracefully, and starts it again on the same ports and store. */
  restart(): Promise<void>;
  /** All it has written so far, over restarts. */
  log(): string;
}

interface Running {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly port: number;
  readonly monitorPort: number;
}

const readyWithinMillis = 15_000;

/**
 * Starts a real nats-server and returns once it greets clients.
 *
 * Ends with the test process, so that a broken test leaves neither process nor folder.
 *
 * @throws Error with the server's own output when it does not come up
 */
export async function startNatsServer(options: ServerOptions = {}): Promise<TestServer> {
  const binary = await serverBinary(options.version ?? "2.15.1");
  const home = await mkdtemp(join(tmpdir(), "nats-stack-server-"));
  const storeDir = options.storeDir ?? join(home, "store");
  const configFile = join(home, "nats.conf");
  await writeFile(configFile, configText(options, storeDir));
  const lines: string[] = [];
  const start = (port: number, monitorPort: number) =>
    run(
      limited(options.disk?.blocks, [
        binary,
        ...argumentsFor(configFile, port, monitorPort),
        ...(options.args ?? []),
      ]),
      lines,
    );
  try {
    return handle(home, storeDir, lines, start, await start(options.port ?? -1, -1));
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

function handle(
  home: string,
  storeDir: string,
  lines: readonly string[],
  start: (port: number, monitorPort: number) => Promise<Running>,
  first: Running,
): TestServer {
  let running = first;
  const { port, monitorPort } = first;
  const removeOnExit = endWithProcess(() => running, home);
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    monitorPort,
    storeDir,
    get pid() {
      return running.pid;
    },
    stop: async () => {
      await end(running.process, "SIGTERM");
      process.off("exit", removeOnExit);
      await rm(home, { recursive: true, force: true });
    },
    kill: () => end(running.process, "SIGKILL"),
    restart: async () => {
      await end(running.process, "SIGTERM");
      running = await start(port, monitorPort);
    },
    log: () => lines.join(""),
  };
}

/** An "exit" listener is synchronous: it can kill and remove, and nothing else. */
function endWithProcess(running: () => Running, home: string): () => void {
  const onExit = (): void => {
    running().process.kill("SIGKILL");
    rmSync(home, { recursive: true, force: true });
  };
  process.on("exit", onExit);
  exitOnSignals();
  return onExit;
}

/** Without a listener these signals end the process with no "exit" event. */
function exitOnSignals(): void {
  for (const signal of ["SIGTERM", "SIGHUP"] as const) {
    if (process.listenerCount(signal) === 0) process.once(signal, () => process.exit(1));
  }
}

const argumentsFor = (configFile: string, port: number, monitorPort: number): readonly string[] => [
  ...["-c", configFile, "-a", "127.0.0.1"],
  ...["-p", String(port), "-m", String(monitorPort)],
];

function configText({ config, jetstream = true, tls }: ServerOptions, storeDir: string): string {
  const block = typeof jetstream === "string" ? jetstream : "";
  return [
    jetstream === false ? "" : `jetstream { store_dir: ${JSON.stringify(storeDir)}\n${block} }`,
    tls === undefined ? "" : tlsText(tls),
    config ?? "",
  ].join("\n");
}

const tlsText = ({ cert, key, ca, handshakeFirst = false }: ServerTls): string =>
  [
    `tls { cert_file: ${JSON.stringify(cert)}, key_file: ${JSON.stringify(key)}`,
    ca === undefined ? "" : `, ca_file: ${JSON.stringify(ca)}, verify: true`,
    `, handshake_first: ${handshakeFirst} }`,
  ].join("");

/** A process that ignores the signal is told of a file too large as of a full disk: the write fails. */
const limited = (blocks: number | undefined, command: readonly string[]): readonly string[] =>
  blocks === undefined
    ? command
    : ["sh", "-c", `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`, ...command];

async function run([binary = "", ...args]: readonly string[], lines: string[]): Promise<Running> {
  const child = spawn(binary, args, { stdio: ["ignore", "ignore", "pipe"] });
  try {
    const { port, monitorPort } = await announced(child, lines);
    await accepts(port);
    // a test that breaks off leaves its server running: the process shall end all the same, and end it
    child.unref();
    unref(child.stderr);
    return { process: child, pid: child.pid ?? 0, port, monitorPort };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

/** Waits for the server to say that it is ready, and on which ports. */
function announced(
  child: ChildProcess,
  lines: string[],
): Promise<{ port: number; monitorPort: number }> {
  let output = "";
  const portAfter = (words: string): number =>
    Number(new RegExp(`${words} on \\S*:(\\d+)`).exec(output)?.[1] ?? 0);
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new Error(`nats-server ${why}; it wrote:\n${output}`));
    };
    const timer = setTimeout(fail, readyWithinMillis, "was not ready in time");
    child.once("error", ({ message }) => {
      fail(`could not be started: ${message}`);
    });
    child.once("exit", (code) => {
      fail(`ended with exit code ${String(code)} while starting`);
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      lines.push(text);
      output += text;
      if (!output.includes("Server is ready")) return;
      clearTimeout(timer);
      resolve({
        port: portAfter("Listening for client connections"),
        monitorPort: portAfter("Starting http monitor"),
      });
    });
  });
}

async function accepts(port: number): Promise<void> {
  const socket = createConnection(port, "127.0.0.1");
  await once(socket, "connect");
  socket.destroy();
}

/** A pipe is a socket, which its type does not tell. */
const unref = (pipe: Readable | null): void => {
  if (pipe instanceof Socket) pipe.unref();
};

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.ref();
  child.kill(signal);
  await exited;
}
