"use strict";

// The loader text in every state file names this path: it is a contract, like a type token. It may not move. The package
// that others install calls it "nats-stack/provider", which may not change either.
const { load } = require("../toolchain/load.cjs");

module.exports = load("components/provider/handlers");
