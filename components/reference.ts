import * as pulumi from "@pulumi/pulumi";
import { isObject } from "../domain/json";
import type { SystemOutputs } from "../domain/outputs";

/**
 * Reads what a stack of this project says of one system.
 *
 * @example
 * const stack = new pulumi.StackReference("organization/nats-stack/dev");
 * const nats = systemReference(stack, "observability-agent");
 * export const url = nats.url;
 *
 * @param stack the reference; its name begins with "organization/" on a file or object-storage backend
 * @param system name of the system: "observability-agent"
 * @returns an Output whose fields are typed; it fails, naming the systems there are, where the stack has no such system
 */
export function systemReference(
  stack: pulumi.StackReference,
  system: string,
): pulumi.Output<SystemOutputs> {
  return stack.outputs.apply((outputs: Readonly<Record<string, unknown>>) => {
    const found = outputs[system];
    if (isSystem(found)) return found;
    const known = Object.keys(outputs).filter((name) => isSystem(outputs[name]));
    throw new pulumi.RunError(
      `stack output "${system}": not found; the stack has ${known.length === 0 ? "no system yet; deploy it first" : known.map((name) => `"${name}"`).join(", ")}`,
    );
  });
}

/** The outputs were written by `systemOutputs` of this project, of this or an earlier version. */
const isSystem = (value: unknown): value is SystemOutputs =>
  isObject(value) && isObject(value["streams"]) && typeof value["url"] === "string";
