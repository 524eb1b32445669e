import { consumerFields } from "../domain/consumer/consumerFields";
import { oldestServer } from "../domain/field/fields";
import { settingKeys } from "../domain/settings";
import { streamFields } from "../domain/stream/streamFields";
import { sourceParts } from "../domain/stream/streamParts";
import { systems } from "../systems";
import { renderFields } from "./renderFields";
import { renderSettings } from "./renderSettings";
import { renderSystem } from "./renderSystem";

/** @returns every generated page: its text by its path from the project's folder */
export function pages(): ReadonlyMap<string, string> {
  const fields = renderFields({
    streams: streamFields,
    consumers: consumerFields,
    sources: sourceParts,
    oldestServer,
  });
  return new Map([
    ["docs/fields.md", fields],
    ["docs/settings.md", renderSettings(settingKeys, Object.keys(systems))],
    ...Object.values(systems).map((system): [string, string] => [
      `docs/systems/${system.name}.md`,
      renderSystem(system, streamFields),
    ]),
  ]);
}
