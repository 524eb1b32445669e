"use strict";

// What `main:` in Pulumi.yaml names. Loads index.ts without a TypeScript compiler, and what a run seldom needs no sooner
// than it does. Of two listeners for uncaught errors the one that is installed last comes first: the order matters.
require("./toolchain/stacks.cjs").install();
require("./toolchain/lazy.cjs").install();

module.exports = require("./toolchain/load.cjs").load("index");
