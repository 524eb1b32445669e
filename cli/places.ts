import { createHash } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { distribution } from "../domain/distribution";

/** Where everything of the local server and its stack lies. Absolute paths. */
export interface Places {
  /** The project's folder. */
  readonly root: string;
  /** The ignored folder that `npm run reset` removes. */
  readonly home: string;
  /** Backend of the Pulumi stack. */
  readonly state: string;
  /** Folder of the server: configuration, log, JetStream store. */
  readonly server: string;
  readonly serverConfig: string;
  readonly serverLog: string;
  /** What the Pulumi program reads to find the server: there while a server was started and not stopped. */
  readonly serverFile: string;
  readonly store: string;
  /** There while a command works on the stack, and after one that did not end well. */
  readonly runFile: string;
  /** Short text that is different for every project folder; marks the server's process. */
  readonly mark: string;
}

/** @param root the project's folder, which must exist */
export function placesIn(root: string): Places {
  const real = realpathSync(root);
  const home = join(real, ".nats-stack");
  const server = join(home, "server");
  return {
    root: real,
    home,
    state: join(home, "state"),
    server,
    serverConfig: join(server, "nats.conf"),
    serverLog: join(server, "nats-server.log"),
    serverFile: join(server, "server.json"),
    store: join(server, "jetstream"),
    runFile: join(home, "run.json"),
    mark: createHash("sha256").update(server).digest("hex").slice(0, 16),
  };
}

/**
 * @returns the places of this project. Source files and bundles of a checkout lie one folder below its root; the package
 *   works for the Pulumi project it is called in
 */
export const projectPlaces = (): Places =>
  placesIn(distribution.installed ? callersProject() : dirname(__dirname));

/** @returns the next folder up that holds a Pulumi.yaml, or the present one */
function callersProject(): string {
  for (let folder = process.cwd(); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
  }
  return process.cwd();
}
