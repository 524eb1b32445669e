"use strict";

// Mocha's own output, and what the run came to in the file that test/support/counts.ts named.
const { writeFileSync } = require("node:fs");
const { Spec } = require("mocha").reporters;

module.exports = class CountingReporter extends Spec {
  constructor(runner, options) {
    super(runner, options);
    const failures = [];
    runner.on("fail", (test, { message }) =>
      failures.push({ title: test.fullTitle(), message: String(message) }),
    );
    runner.once("end", () => {
      const { passes, failures: failed, pending } = runner.stats;
      const counts = { passed: passes, failed, skipped: pending, failures };
      if (process.env.NATS_STACK_COUNTS)
        writeFileSync(process.env.NATS_STACK_COUNTS, JSON.stringify(counts));
    });
  }
};
