import { quoted } from "./assets";
import { isObject, type Json, type JsonObject } from "./json";
import { meantOrKnown } from "./names";
import type { Problem } from "./problem";
import { shapeProblems } from "./shape";

/** A server beside the one that `nats-stack:url` names. */
export interface NamedServer {
  /** "nats://host:port", as of that one. */
  readonly url: string;
  /** Names of the systems that live on it. */
  readonly systems: readonly string[];
}

const form = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const prefix = "url:";

/** @returns the target of streams on such a server, as their resources keep it in the state: never change its form */
export const namedTarget = (server: string): string => `${prefix}${server}`;

/** @returns the name of the server that such a target names; undefined for any other */
export function serverNameOf(target: unknown): string | undefined {
  const name =
    typeof target === "string" && target.startsWith(prefix) && target.slice(prefix.length);
  return typeof name === "string" && form.test(name) ? name : undefined;
}

/** @returns the servers by name, of a value without problems */
export const namedServers = (
  value: JsonObject | undefined,
): Readonly<Record<string, NamedServer>> =>
  Object.fromEntries(
    Object.entries(value ?? {})
      .filter(([name]) => form.test(name))
      .flatMap(([name, one]) => (isObject(one) ? [[name, namedServer(one)]] : [])),
  );

const namedServer = ({ url, systems }: JsonObject): NamedServer => ({
  url: typeof url === "string" ? url : "",
  systems: texts(systems),
});

const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];

/**
 * Finds the mistakes in what a stack says of its further servers.
 *
 * @param path "nats-stack:servers"
 * @param value undefined where what was written is no object
 * @param known names of the systems there are
 */
export function namedServerProblems(
  path: string,
  value: JsonObject | undefined,
  known: readonly string[],
): readonly Problem[] {
  if (!value) {
    const reason = "holds no object; write each server by name, with its url and its systems";
    return [{ path, reason }];
  }
  return Object.entries(value).flatMap(([name, one]) => [
    ...inside(`${path}.${name}`, name, one),
    ...unknownSystems(`${path}.${name}.systems`, one, known),
    ...takenSystems(`${path}.${name}.systems`, name, value),
  ]);
}

function inside(path: string, name: string, value: Json): readonly Problem[] {
  if (!form.test(name)) {
    const reason =
      "is no name of a server; write lower case letters, digits and single hyphens, such as west";
    return [{ path, reason }];
  }
  if (!isObject(value)) return [{ path, reason: "holds no object; write url and systems" }];
  const { url, systems } = value;
  return [
    ...shapeProblems(value, { fields: { url: "text", systems: "texts" } }, path),
    ...(url === undefined || url === null || url === ""
      ? [{ path: `${path}.url`, reason: 'not set; write "nats://host:port"' }]
      : []),
    ...(systems === undefined || systems === null
      ? [{ path: `${path}.systems`, reason: "not set; name the systems that live there" }]
      : []),
  ];
}

function unknownSystems(path: string, value: Json, known: readonly string[]): readonly Problem[] {
  return texts(isObject(value) ? value["systems"] : undefined)
    .filter((system) => !known.includes(system))
    .map((system) => unknownSystem(path, system, known));
}

/** What is wrong with a name that no system has. */
export const unknownSystem = (path: string, system: string, known: readonly string[]): Problem => ({
  path,
  reason: `got "${system}", which is no system; ${meantOrKnown(system, known, quoted(known))}`,
});

/** A system lives on one server: the plan would else delete on each what is declared for the other. */
function takenSystems(path: string, name: string, all: JsonObject): readonly Problem[] {
  const servers = Object.entries(namedServers(all));
  const at = servers.findIndex(([other]) => other === name);
  const earlier = servers.slice(0, Math.max(0, at));
  const [, own] = servers[at] ?? [];
  return (own?.systems ?? []).flatMap((system) => {
    const [first] = earlier.find(([, { systems }]) => systems.includes(system)) ?? [];
    if (first === undefined) return [];
    return [{ path, reason: `got "${system}", which lives on "${first}" already; name it once` }];
  });
}
