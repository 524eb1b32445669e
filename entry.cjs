"use strict";

// What `main:` in Pulumi.yaml names. Loads index.ts without a TypeScript compiler, and the parts of the SDK that only
// closure serialisation needs (nothing here is serialised) no sooner than somebody asks for them.
require("./toolchain/lazy.cjs").install();
require("./toolchain/stacks.cjs").install();

module.exports = require("./toolchain/load.cjs").load("index");
