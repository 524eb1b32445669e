import { passwordKey } from "./cluster/passwords";
import { specShape } from "./cluster/specShape";
import { isObject, type JsonObject } from "./json";
import { namedServerProblems, unknownSystem } from "./namedServers";
import type { Problem } from "./problem";
import type { SettingKind } from "./settingKeys";
import { shapeProblems } from "./shape";

const kinds = ["servers", "serversByName", "serversBySystem", "secretBySystem"] as const;

/** Kinds of settings that have an inside: mistakes are told with the way to them. */
export type ServerSettingKind = Extract<SettingKind, (typeof kinds)[number]>;

/** @returns whether a setting is about servers, and has an inside */
export const isServerSetting = (kind: SettingKind): kind is ServerSettingKind =>
  kinds.some((one) => one === kind);

/**
 * Finds the mistakes in what a stack says of servers.
 *
 * @param path "nats-stack:cluster"
 * @param value undefined where what was written is no object; it may be a secret
 * @param encrypted whether the stack's file holds it encrypted
 * @param known names of the systems there are
 */
export function serverSettingProblems(
  kind: ServerSettingKind,
  path: string,
  value: JsonObject | undefined,
  encrypted: boolean,
  known: readonly string[],
): readonly Problem[] {
  switch (kind) {
    case "servers":
      return value
        ? shapeProblems(value, specShape, path)
        : [{ path, reason: "holds no object; write the fields that differ from the defaults" }];
    case "serversByName":
      return namedServerProblems(path, value, known);
    case "serversBySystem":
      return value
        ? bySystem(value, path, known, (one, at) => shapeProblems(one, specShape, at))
        : [{ path, reason: "holds no object; write the fields that differ, by system" }];
    case "secretBySystem":
      return passwordsProblems(path, value, encrypted, known);
    default:
      return kind satisfies never;
  }
}

/** What stands there is never told. */
function passwordsProblems(
  path: string,
  value: JsonObject | undefined,
  encrypted: boolean,
  known: readonly string[],
): readonly Problem[] {
  const command = (system: string, user: string): string =>
    `"pulumi config set --secret --path '${passwordKey(system, user)}'"`;
  if (!value) {
    const reason = `holds no object; set each password by system and user, with ${command(known[0] ?? "system", "admin")}`;
    return [{ path, reason }];
  }
  if (!encrypted && Object.keys(value).length > 0) {
    const [system = "system"] = Object.keys(value);
    const reason = `stored in clear; store each encrypted, with ${command(system, "admin")}`;
    return [{ path, reason }];
  }
  return bySystem(value, path, known, () => []);
}

function bySystem(
  value: JsonObject,
  path: string,
  known: readonly string[],
  inside: (value: JsonObject, path: string) => readonly Problem[],
): readonly Problem[] {
  return Object.entries(value).flatMap(([system, one]) => {
    const at = `${path}.${system}`;
    if (!known.includes(system)) return [unknownSystem(path, system, known)];
    return isObject(one) ? inside(one, at) : [{ path: at, reason: "holds no object" }];
  });
}
