"use strict";

// Mocha's own output, and the three numbers of the run in the file that test/run.ts named.
const { writeFileSync } = require("node:fs");
const { Spec } = require("mocha").reporters;

module.exports = class CountingReporter extends Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once("end", () => {
      const { passes, failures, pending } = runner.stats;
      const counts = { passed: passes, failed: failures, skipped: pending };
      if (process.env.NATS_STACK_COUNTS)
        writeFileSync(process.env.NATS_STACK_COUNTS, JSON.stringify(counts));
    });
  }
};
