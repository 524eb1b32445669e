#!/usr/bin/env node
"use strict";

// The package's command: what `npm run ops --` runs, for `npx nats-stack`.
require("./bootstrap.cjs")
  .run(["cli/ops", ...process.argv.slice(2)])
  .then((code) => {
    process.exitCode = code;
  });
