import * as pulumi from "@pulumi/pulumi";
import { problemLines } from "./domain/problem";
import { type Settings, settingProblems, settingsOf } from "./domain/settings";

const namespace = "nats-stack:";

/**
 * Reads the stack's configuration; nothing else does.
 *
 * @param known names of the systems there are
 * @throws RunError with every mistake, one per line
 */
export function loadSettings(known: readonly string[]): Settings {
  const keys = Object.keys(pulumi.runtime.allConfig()).filter((key) => key.startsWith(namespace));
  const raw = {
    ...Object.fromEntries(
      keys.map((key) => [key.slice(namespace.length), pulumi.runtime.getConfig(key) ?? ""]),
    ),
    ...systemsOfThisRun(),
  };
  const problems = settingProblems(raw, secretKeys(), known);
  if (problems.length > 0) {
    throw new pulumi.RunError(
      ["the configuration of this stack has mistakes:", ...problemLines(problems)].join("\n  "),
    );
  }
  return settingsOf(raw, known);
}

/** Reads one key, a secret in clear: for the connection alone. */
export const readSetting = (key: string): string | undefined =>
  pulumi.runtime.getConfig(`${namespace}${key}`);

/** A launcher that was told to take one system narrows the run by the environment; the stack's file stays as it is. */
function systemsOfThisRun(): { readonly systems?: string } {
  const names = process.env["NATS_STACK_SYSTEMS"];
  return names ? { systems: JSON.stringify(names.split(",")) } : {};
}

/** Names, without namespace, of the keys whose values the stack's file holds encrypted: the language host tells them. */
function secretKeys(): ReadonlySet<string> {
  const keys: unknown = JSON.parse(process.env["PULUMI_CONFIG_SECRET_KEYS"] ?? "[]");
  const names = Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : [];
  return new Set(names.map((key) => key.slice(namespace.length)));
}
