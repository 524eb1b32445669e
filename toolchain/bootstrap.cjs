"use strict";

/**
 * What npm's scripts start: `node toolchain/bootstrap.cjs <module> [arguments]`. Sees to a fitting Node and to the locked
 * packages, then hands over to `main(arguments, load): Promise<exit code>` of the module. Until the packages are there nothing
 * but Node's own modules can be used; until Node's version is known, not even new syntax.
 */
const OLDEST_NODE = [20, 19];

/** @returns why this Node cannot be used, or undefined; `version` as in process.versions.node */
exports.nodeProblem = (version) => {
  const [major, minor] = version.split(".").map(Number);
  const fits = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  if (fits) return undefined;
  return `node: got version ${version}; this project needs ${OLDEST_NODE.join(".")} or newer; install it and run the same command again`;
};

/** @returns true if an error's message is for people and its stack is not: its class says `static userMistake = true` */
exports.isUserMistake = (error) => error instanceof Error && error.constructor.userMistake === true;

/** @returns what to print about an error that ended a command */
exports.explain = (error) => {
  if (exports.isUserMistake(error)) return error.message;
  return error instanceof Error ? error.stack : String(error);
};

/** Loads a module and runs its `main`; what goes wrong is printed. @returns the exit code */
exports.run = async ([module, ...parameters]) => {
  const problem = exports.nodeProblem(process.versions.node);
  if (problem !== undefined) {
    console.error(problem);
    return 1;
  }
  try {
    await require("./packages.cjs").ensurePackages(require("node:path").dirname(__dirname));
    const { load } = require("./load.cjs");
    return await load(module).main(parameters, load);
  } catch (error) {
    console.error(exports.explain(error));
    return 1;
  }
};

if (require.main === module) {
  exports.run(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
