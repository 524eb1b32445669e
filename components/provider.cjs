"use strict";

// The loader text in every state file names this path: it is a contract, like a type token. It may not move.
const { load } = require("../toolchain/load.cjs");

module.exports = load("components/provider/handlers");
