import * as os from "node:os";
import * as path from "node:path";

import { type Platform, platformOf } from "./platform";
import { type Report, reportTo } from "./progress";
import { type Environment } from "./run";

/** Limits of every talk to a host, in milliseconds. */
export interface Deadlines {
  /** Finding the address of a host. */
  readonly name: number;
  /** From the request to the head of the answer, redirects included. */
  readonly answer: number;
  /** Between two pieces of a body. */
  readonly silence: number;
}

/** All that can be set from outside; each has a default, so `{}` is the machine as it is. */
export interface ToolOptions {
  readonly report?: Report;
  /** Default process.env. */
  readonly environment?: Environment;
  /** As in process.platform. */
  readonly os?: string;
  /** As in process.arch. */
  readonly architecture?: string;
  readonly deadlines?: Deadlines;
}

/** What every source of a tool works with. */
export interface Context {
  readonly report: Report;
  readonly environment: Environment;
  readonly cache: string;
  readonly deadlines: Deadlines;
  /** @throws ToolchainError where nothing is published for this platform */
  readonly platform: () => Platform;
}

const DEADLINES: Deadlines = { name: 2_000, answer: 10_000, silence: 30_000 };

/**
 * The folder outside the work tree that keeps tools between runs and clones: NATS_STACK_CACHE, else nats-stack below
 * XDG_CACHE_HOME, ~/Library/Caches (macOS) or ~/.cache.
 */
export function cacheFolder(environment: Environment, system: string = os.platform()): string {
  const { NATS_STACK_CACHE: own = "", XDG_CACHE_HOME: xdg = "", HOME: home = "" } = environment;
  if (own !== "") return path.resolve(own);
  const userHome = home === "" ? os.homedir() : home;
  const standard = system === "darwin" ? ["Library", "Caches"] : [".cache"];
  return path.join(path.isAbsolute(xdg) ? xdg : path.join(userHome, ...standard), "nats-stack");
}

export function contextOf(options: ToolOptions): Context {
  const environment = options.environment ?? process.env;
  const system = options.os ?? process.platform;
  return {
    report: options.report ?? reportTo(process.stdout),
    environment,
    cache: cacheFolder(environment, system),
    deadlines: options.deadlines ?? DEADLINES,
    platform: () => platformOf(system, options.architecture ?? process.arch),
  };
}
