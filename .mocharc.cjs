"use strict";

// One place for what every mocha run shares; test/run.ts names the files.
module.exports = {
  require: ["tsx/cjs"],
  extension: ["ts"],
  failZero: true,
  forbidOnly: process.env.CI === "true",
  timeout: 20_000,
};
