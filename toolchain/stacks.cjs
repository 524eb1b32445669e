"use strict";

/**
 * Keeps the end of a failed program short. The SDK formats every error that ends the program with colours, and Node 20
 * does not come to an end with a stack frame whose path stops one step behind a scope, as those of the SDK's own
 * resource.ts do: it works until its memory is full, half a minute long (seen on Node 20.20).
 */
const endless = /node_modules[/\\]@[^/\\]*[/\\][^/\\]*$/;

function shorten(error) {
  if (!(error instanceof Error) || typeof error.stack !== "string") return;
  const lines = error.stack.split("\n");
  error.stack = lines.filter((line) => !endless.test(line)).join("\n");
}

/** Sees errors before the SDK does, which has registered its own listeners by the time a program is loaded. */
exports.install = () => {
  process.prependListener("uncaughtException", shorten);
  process.prependListener("unhandledRejection", shorten);
};
