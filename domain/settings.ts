import { nearest } from "./names";
import type { Policy } from "./policy";
import type { Problem } from "./problem";

/** Where the streams of a stack live. */
export type TargetName = "local" | "url";

/** What a stack's configuration comes to. */
export interface Settings {
  readonly target: TargetName;
  /** Names of the systems that this stack deploys. */
  readonly systems: readonly string[];
  readonly policy: Policy;
}

type Kind = "target" | "systems" | "boolean" | "dataLoss" | "text" | "secret";

/** One key of `nats-stack:` stack configuration. */
export interface SettingKey {
  readonly name: string;
  readonly kind: Kind;
  /** One sentence; says the default. */
  readonly doc: string;
}

/** Every key that is known: validation, error texts and the documentation read this table. */
export const settingKeys: readonly SettingKey[] = [
  { name: "target", kind: "target", doc: 'Where the streams live: "local" or "url". Required.' },
  { name: "url", kind: "text", doc: 'Address of the NATS server, for target "url".' },
  { name: "systems", kind: "systems", doc: "Names of the systems to deploy. Default: all." },
  {
    name: "adopt",
    kind: "boolean",
    doc: "Take over live streams that differ in fields which can change in place. Default: false.",
  },
  {
    name: "dataLoss",
    kind: "dataLoss",
    doc: 'Whether changes, replacements and deletions may delete messages: "refuse" or "allow". Default: "refuse".',
  },
  { name: "user", kind: "text", doc: "User name. Or NATS_USER." },
  { name: "password", kind: "secret", doc: "Password of the user. Or NATS_PASSWORD." },
  { name: "token", kind: "secret", doc: "Token. Or NATS_TOKEN." },
  { name: "nkeySeed", kind: "secret", doc: "Seed of an nkey." },
  { name: "nkeyFile", kind: "text", doc: "File that holds the seed of an nkey. Or NATS_NKEY." },
  { name: "creds", kind: "secret", doc: "Content of a credentials file." },
  { name: "credsFile", kind: "text", doc: "Path of a credentials file. Or NATS_CREDS." },
  { name: "tlsCaFile", kind: "text", doc: "Certificate authority to trust, PEM file. Or NATS_CA." },
  { name: "tlsCertFile", kind: "text", doc: "Client certificate, PEM file. Or NATS_CERT." },
  { name: "tlsKeyFile", kind: "text", doc: "Key of the client certificate, PEM file. Or NATS_KEY." },
  { name: "tlsFirst", kind: "boolean", doc: "TLS handshake before the INFO. Default: false." },
];

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
    target: raw["target"] === "local" ? "local" : "url",
    systems: raw["systems"] === undefined ? known : (textList(raw["systems"]) ?? []),
    policy: {
      adopt: raw["adopt"] === "true",
      dataLoss: raw["dataLoss"] === "allow" ? "allow" : "refuse",
    },
  };
}

function missing(raw: RawSettings): readonly Problem[] {
  if (raw["target"] === undefined) {
    return [{ path: path("target"), reason: 'not set; allowed are "local" and "url"' }];
  }
  if (raw["target"] === "url" && raw["url"] === undefined) {
    return [
      {
        path: path("url"),
        reason: 'not set; target "url" needs the address of a NATS server, such as "nats://nats.example.com:4222"',
      },
    ];
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
  const reason = setting ? valueProblem(setting, value, secretKeys, known) : unknownKey(key);
  return reason === undefined ? [] : [{ path: path(key), reason }];
}

function unknownKey(key: string): string {
  const names = settingKeys.map(({ name }) => name);
  const guess = nearest(key, names);
  const hint = guess ? `did you mean "${path(guess)}"?` : `known are ${names.join(", ")}`;
  return `unknown key; ${hint}`;
}

function valueProblem(
  { name, kind }: SettingKey,
  value: string,
  secretKeys: ReadonlySet<string>,
  known: readonly string[],
): string | undefined {
  switch (kind) {
    case "target":
      return oneOf(value, ["local", "url"]);
    case "boolean":
      return oneOf(value, ["true", "false"]);
    case "dataLoss":
      return oneOf(value, ["refuse", "allow"]);
    case "systems":
      return systemsProblem(value, known);
    case "secret":
      return secretKeys.has(name)
        ? undefined
        : `stored in clear; store it encrypted with "pulumi config set --secret ${path(name)}"`;
    case "text":
      return value === "" ? "got an empty text; leave the key out or give it a value" : undefined;
    default:
      return kind satisfies never;
  }
}

function oneOf(value: string, allowed: readonly string[]): string | undefined {
  if (allowed.includes(value)) return undefined;
  const guess = nearest(value, allowed);
  const list = allowed.map((text) => `"${text}"`).join(" and ");
  return `got "${value}"; allowed are ${list}${guess ? `; did you mean "${guess}"?` : ""}`;
}

function systemsProblem(value: string, known: readonly string[]): string | undefined {
  const names = textList(value);
  const list = known.map((name) => `"${name}"`).join(", ");
  if (!names) return `got ${value}; write a list of system names out of ${list}`;
  if (names.length === 0) return `got an empty list; name at least one of ${list}`;
  const unknown = names.filter((name) => !known.includes(name)).map((name) => `"${name}"`);
  return unknown.length === 0 ? undefined : `got ${unknown.join(", ")}; known are ${list}`;
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
