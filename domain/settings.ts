import { quoted } from "./assets";
import { isObject, type JsonObject } from "./json";
import { nearest } from "./names";
import { type NamedServer, namedServers, namedTarget } from "./namedServers";
import { placeTarget } from "./place";
import { immutableWay, immutableWays, type Policy } from "./policy";
import type { Problem } from "./problem";
import { type SettingKind, settingKeys } from "./settingKeys";
import { isServerSetting, serverSettingProblems, type ServerSettingKind } from "./serverSettings";
import type { SystemDefinition } from "./system";

export { type SettingKey, settingKeys } from "./settingKeys";

/** Where the streams of a stack live. */
export type TargetName = "local" | "url" | "kubernetes";

const targetNames: readonly string[] = ["local", "url", "kubernetes"];

/** What a stack's configuration comes to. */
export interface Settings {
  readonly target: TargetName;
  /** Names of the systems that this stack deploys. */
  readonly systems: readonly string[];
  readonly policy: Policy;
  /** Whether Pulumi refuses to delete anything until it is unprotected. */
  readonly protect: boolean;
  /** Fields that every stream gets in this stack. */
  readonly streams: JsonObject;
  /** Servers of target "url" beside the first, by name. */
  readonly servers: Readonly<Record<string, NamedServer>>;
  /** The servers on Kubernetes, as far as the stack says, of all systems. */
  readonly cluster: JsonObject;
  /** What differs for those of one system, by its name. */
  readonly clusters: JsonObject;
}

/** Keys and values as the stack's file has them, without the namespace; lists are JSON text. */
export type RawSettings = Readonly<Record<string, string>>;

const path = (key: string): string => `nats-stack:${key}`;

/**
 * Finds every mistake in a stack's configuration.
 *
 * @param secretKeys the keys whose values are stored encrypted
 * @param known names of the systems there are
 */
export function settingProblems(
  raw: RawSettings,
  secretKeys: ReadonlySet<string>,
  known: readonly string[],
): readonly Problem[] {
  return [
    ...Object.entries(raw).flatMap(([key, value]) => keyProblems(key, value, secretKeys, known)),
    ...missing(raw),
  ];
}

/** @returns the settings that a configuration without problems says */
export function settingsOf(raw: RawSettings, known: readonly string[]): Settings {
  return {
    target: isTarget(raw["target"]) ? raw["target"] : "url",
    systems: raw["systems"] === undefined ? known : (textList(raw["systems"]) ?? []),
    policy: {
      adopt: raw["adopt"] === "true",
      dataLoss: raw["dataLoss"] === "allow" ? "allow" : "refuse",
      onImmutableChange: immutableWay(raw["onImmutableChange"]),
    },
    protect: raw["protect"] === "true",
    streams: fieldsOf(raw["streams"]) ?? {},
    servers: namedServers(fieldsOf(raw["servers"])),
    cluster: fieldsOf(raw["cluster"]) ?? {},
    clusters: fieldsOf(raw["clusters"]) ?? {},
  };
}

/**
 * Names the server that the streams of a system live on, as their resources keep it.
 *
 * @returns "local", "url", "url:server" for one that the stack names, or "kubernetes:namespace/service": every system has
 *   a server of its own there
 */
export function targetOf(
  { target, servers }: Pick<Settings, "target" | "servers">,
  { name, namespace, service }: Pick<SystemDefinition, "name" | "namespace" | "service">,
): string {
  if (target === "kubernetes") return placeTarget({ namespace, service });
  const [own] = Object.entries(servers).find(([, { systems }]) => systems.includes(name)) ?? [];
  return own === undefined ? target : namedTarget(own);
}

const isTarget = (text: string | undefined): text is TargetName =>
  text !== undefined && targetNames.includes(text);

function missing(raw: RawSettings): readonly Problem[] {
  if (raw["target"] === undefined) {
    return [
      { path: path("target"), reason: 'not set; allowed are "local", "url" and "kubernetes"' },
    ];
  }
  if (raw["target"] === "url" && raw["url"] === undefined) {
    return [
      {
        path: path("url"),
        reason:
          'not set; target "url" needs the address of a NATS server, such as "nats://nats.example.com:4222"',
      },
    ];
  }
  if (raw["servers"] !== undefined && isTarget(raw["target"]) && raw["target"] !== "url") {
    const reason = `got servers with target "${raw["target"]}"; they are for target "url"`;
    return [{ path: path("servers"), reason }];
  }
  return [];
}

function keyProblems(
  key: string,
  value: string,
  secretKeys: ReadonlySet<string>,
  known: readonly string[],
): readonly Problem[] {
  const setting = settingKeys.find(({ name }) => name === key);
  if (!setting) return [{ path: path(key), reason: unknownKey(key) }];
  const { kind } = setting;
  if (isServerSetting(kind)) {
    const said = fieldsOf(value);
    return serverSettingProblems(kind, path(key), said, secretKeys.has(key), known);
  }
  const reason = valueProblem({ name: key, kind }, value, secretKeys, known);
  return reason === undefined ? [] : [{ path: path(key), reason }];
}

function unknownKey(key: string): string {
  const names = settingKeys.map(({ name }) => name);
  const guess = nearest(key, names);
  const hint = guess ? `did you mean "${path(guess)}"?` : `known are ${names.join(", ")}`;
  return `unknown key; ${hint}`;
}

type PlainKind = Exclude<SettingKind, ServerSettingKind>;

function valueProblem(
  { name, kind }: { readonly name: string; readonly kind: PlainKind },
  value: string,
  secretKeys: ReadonlySet<string>,
  known: readonly string[],
): string | undefined {
  switch (kind) {
    case "target":
      return oneOf(value, targetNames);
    case "boolean":
      return oneOf(value, ["true", "false"]);
    case "dataLoss":
      return oneOf(value, ["refuse", "allow"]);
    case "immutable":
      return oneOf(value, immutableWays);
    case "systems":
      return systemsProblem(value, known);
    case "secret":
      return secretKeys.has(name)
        ? undefined
        : `stored in clear; store it encrypted with "pulumi config set --secret ${path(name)}"`;
    case "fields":
      return fieldsOf(value) ? undefined : `got ${value}; write an object of fields`;
    case "text":
      return value === "" ? "got an empty text; leave the key out or give it a value" : undefined;
    default:
      return kind satisfies never;
  }
}

function oneOf(value: string, allowed: readonly string[]): string | undefined {
  if (allowed.includes(value)) return undefined;
  const guess = nearest(value, allowed);
  const [last = "", ...others] = allowed.map((text) => `"${text}"`).reverse();
  const list = [others.reverse().join(", "), last].join(" and ");
  return `got "${value}"; allowed are ${list}${guess ? `; did you mean "${guess}"?` : ""}`;
}

function systemsProblem(value: string, known: readonly string[]): string | undefined {
  const names = textList(value);
  const list = quoted(known);
  if (!names) return `got ${value}; write a list of system names out of ${list}`;
  if (names.length === 0) return `got an empty list; name at least one of ${list}`;
  const unknown = names.filter((name) => !known.includes(name));
  return unknown.length === 0 ? undefined : `got ${quoted(unknown)}; known are ${list}`;
}

function textList(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  } catch {
    // no JSON: no list
  }
  return undefined;
}

/**
 * Reads an object out of the stack's configuration, where it stands as JSON text.
 *
 * @returns undefined where there is none; what the text was is never told: it may be a secret
 */
export function fieldsOf(text: string | undefined): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
