import type { Stack } from "./stack";

const example = ["--cwd", "examples/consumer"];

/** Deploys the consumer example beside a stack, as that stack's own environment of it, and destroys it afterwards. */
export async function besideConsumer(stack: Stack, work: () => Promise<void>): Promise<void> {
  await stack.succeed(["stack", "init", ...example]);
  const context = process.env["NATS_STACK_TEST_CONTEXT"] ?? "";
  await stack.succeed(["config", "set", "context", context, ...example]);
  try {
    await stack.succeed(["up", "--yes", "--skip-preview", ...example]);
    await work();
  } finally {
    await stack.pulumi(["destroy", "--yes", "--skip-preview", ...example]);
  }
}
