"use strict";

/**
 * The systems of the project that installed the package: what `systems/index.ts` is in a checkout. Commands, and the
 * provider of servers on Kubernetes, read what the project's program deploys from `systems.ts` or `systems/index.ts` beside
 * its Pulumi.yaml, which exports `systems`.
 */
const fs = require("node:fs");
const path = require("node:path");

const { loadFrom } = require("./load.cjs");

const modules = ["systems", "systems/index"];
const endings = [".ts", ".js", ".cjs"];

/** Shown without its stack: it is for people to put right. */
class SystemsError extends Error {
  static userMistake = true;
  userMistake = true;
}

/** @returns the next folder up that holds a Pulumi.yaml: providers and commands may start below it */
function projectFolder() {
  for (let folder = process.cwd(); folder !== path.dirname(folder); folder = path.dirname(folder))
    if (fs.existsSync(path.join(folder, "Pulumi.yaml"))) return folder;
  return process.cwd();
}

function read() {
  const folder = projectFolder();
  const is = (module) => endings.some((end) => fs.existsSync(path.join(folder, module + end)));
  const module = modules.find(is);
  if (module === undefined) return {};
  const { systems } = loadFrom(folder, module);
  if (typeof systems === "object" && systems !== null)
    return Object.fromEntries(Object.values(systems).map((system) => [system.name, system]));
  throw new SystemsError(
    `${module}: exports no "systems"; write: export const systems = { orders } with the systems that the program deploys`,
  );
}

let systems;

/** By name; none where the project has no such module. */
Object.defineProperty(exports, "systems", { enumerable: true, get: () => (systems ??= read()) });
