"use strict";

// What `main:` in Pulumi.yaml names.
module.exports = require("./toolchain/program.cjs").load(__dirname, "index");
