import * as pulumi from "@pulumi/pulumi";
import { until } from "./until";

/** What the engine is told of one resource. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Marks of a secret as it travels to the engine. */
const secretSignature = "4dabf18193072939515e22adb298388d";

/**
 * Puts mocks in the place of the engine: every registration is recorded, and comes back as it went. They hold for the
 * whole process, so that a test file with mocks has one of its own.
 *
 * @returns the registrations so far, which grow
 */
export function recordRegistrations(stack: string): Registration[] {
  const registered: Registration[] = [];
  void pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        const known = inputs as Record<string, unknown>;
        registered.push({ type, name, inputs: known });
        return { id: name, state: known };
      },
      call: () => ({}),
    },
    "nats-stack",
    stack,
    false,
    "organization",
  );
  return registered;
}

/** Waits until so many are registered: the SDK does it in the background. */
export const registrations = (
  registered: readonly Registration[],
  count: number,
): Promise<readonly Registration[]> =>
  until(() => Promise.resolve(registered.length >= count ? sorted(registered) : undefined));

/** @returns the value with every secret in it shown as one: what the state would hold encrypted */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (secretSignature in value) return "<secret>";
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]),
  );
}

const sorted = (registered: readonly Registration[]): readonly Registration[] =>
  [...registered].sort((a, b) => `${a.type} ${a.name}`.localeCompare(`${b.type} ${b.name}`, "en"));
