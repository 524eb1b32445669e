"use strict";

/**
 * What `main:` of a Pulumi project runs in a line: loads its program in TypeScript without a compiler, and what a run
 * seldom needs no sooner than it does. For this project and, as "nats-stack/program", for those that install it:
 *
 *     module.exports = require("nats-stack/program").load(__dirname, "index");
 *
 * @param {string} folder of the project
 * @param {string} entry the program's module from there, without ending
 * @returns what it exports
 */
exports.load = (folder, entry) => {
  // of two listeners for uncaught errors the one that is installed last comes first: the order matters
  require("./stacks.cjs").install();
  require("./lazy.cjs").install();
  return require("./load.cjs").loadFrom(folder, entry);
};
