"use strict";

// Loads program.ts as the parent project loads its own: no compiler at run time, and the packages of the parent project.
module.exports = require("../../toolchain/load.cjs").load("examples/consumer/program");
