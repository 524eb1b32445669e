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
export function recordRegistrations(stack: string, preview = false): Registration[] {
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
    preview,
    "organization",
  );
  return registered;
}

/** What the engine is told of a resource beside its inputs; what is not said is left out. */
export interface Options {
  readonly type: string;
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** What is read of a request to the engine. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProvider(): string;
  getProtect(): boolean;
  getDeletedwith(): string;
  getDependenciesList(): string[];
  getIgnorechangesList(): string[];
  getReplaceonchangesList(): string[];
}

/**
 * Records the options of every registration as well; call it after {@link recordRegistrations}.
 *
 * @returns those so far, which grow
 */
export function recordOptions(): Options[] {
  const recorded: Options[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as {
    registerResource: (request: Request, done: unknown) => unknown;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, done) => {
    const options = Object.entries(optionsOf(request)).filter(([, value]) =>
      Array.isArray(value) ? value.length > 0 : Boolean(value),
    );
    recorded.push({
      type: request.getType(),
      name: request.getName(),
      options: Object.fromEntries(options),
    });
    return register(request, done);
  };
  return recorded;
}

/** Resources by the last part of their URN: type and name. */
const optionsOf = (request: Request): Readonly<Record<string, unknown>> => ({
  parent: short(request.getParent()),
  provider: short(request.getProvider()),
  protect: request.getProtect(),
  deletedWith: short(request.getDeletedwith()),
  dependsOn: request.getDependenciesList().map(short).sort(),
  ignoreChanges: request.getIgnorechangesList(),
  replaceOnChanges: request.getReplaceonchangesList(),
});

const short = (urn: string): string => urn.split("::").slice(2, 4).join("::");

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
