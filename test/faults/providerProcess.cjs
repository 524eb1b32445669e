"use strict";

// The dynamic provider in a process of its own, as the engine runs it, so that it can be killed. Each message is one call.
const handlers = require("../../components/provider.cjs");

const configured = new Set();

process.on("message", async ({ id, kind, method, args, settings }) => {
  const handler = handlers[kind];
  if (!configured.has(kind)) {
    configured.add(kind);
    await handler.configure({
      config: { get: (key) => settings[key], require: (key) => settings[key] ?? "" },
    });
  }
  try {
    process.send({ id, result: (await handler[method](...args)) ?? null });
  } catch (error) {
    process.send({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
process.on("disconnect", () => process.exit(0));
