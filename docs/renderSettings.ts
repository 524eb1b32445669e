import type { SettingKey } from "../domain/settings";
import { code, fence, generated, page, table } from "./renderMarkdown";

const kinds: Readonly<Record<SettingKey["kind"], string>> = {
  target: '`"local"`, `"url"` or `"kubernetes"`',
  systems: "list of names",
  boolean: "`true` or `false`",
  dataLoss: '`"refuse"` or `"allow"`',
  immutable: '`"refuse"`, `"recreate"` or `"migrate"`',
  text: "text",
  fields: "object of fields",
  servers: "object of fields",
  serversByName: "object of fields, by server",
  serversBySystem: "object of fields, by system",
  secret: "text, encrypted",
  secretBySystem: "texts by system and user, encrypted",
};

const example = `config:
  nats-stack:target: url
  nats-stack:url: nats://nats.example.com:4222
  nats-stack:systems:
    - swe-ai-fleet
  nats-stack:credsFile: nats.creds`;

/**
 * Writes the page of a stack's configuration.
 *
 * @param systems names of the systems there are
 */
export function renderSettings(keys: readonly SettingKey[], systems: readonly string[]): string {
  return page([
    generated("domain/settings.ts"),
    "# Stack configuration",
    "Environments differ in their `Pulumi.<stack>.yaml` alone. All keys are in the namespace `nats-stack:`; an unknown key is an error that names the nearest known one.",
    fence("yaml", example),
    table(
      ["Key", "Value", "Meaning"],
      keys.map(({ name, kind, doc }) => [code(name), kinds[kind], doc]),
    ),
    `Systems: ${systems.map(code).join(", ")}.`,
    "## Credentials",
    "They are read when a connection is opened, and stand in no input, output or log of a resource. A secret in a stack's file must be stored encrypted:",
    fence("sh", "pulumi config set --secret nats-stack:password"),
    "The first kind that is set is used: credentials (`creds`, `credsFile`), nkey (`nkeySeed`, `nkeyFile`), `token`, `user` with `password`. Within a kind the stack's configuration comes before the environment variable. Target `local` uses none of them.",
  ]);
}
