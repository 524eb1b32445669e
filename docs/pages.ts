import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { keyValueFields, objectStoreFields } from "../domain/bucket/bucketFields";
import { bucketSourceParts } from "../domain/bucket/originKind";
import { verbPermissions } from "../cli/ops/permissions";
import { opsProgram } from "../cli/ops/program";
import { consumerFields } from "../domain/consumer/consumerFields";
import { oldestServer } from "../domain/field/fields";
import { settingKeys } from "../domain/settings";
import { streamFields } from "../domain/stream/streamFields";
import { sourceParts } from "../domain/stream/streamParts";
import { systems } from "../systems";
import { renderBuckets } from "./renderBuckets";
import { renderPlan } from "./renderPlan";
import { renderFields } from "./renderFields";
import { renderOperations } from "./renderOperations";
import { renderSettings } from "./renderSettings";
import { renderSystem } from "./renderSystem";
import { renderVersions, type Seen } from "./renderVersions";

/** @returns every generated page: its text by its path from the project's folder */
export function pages(): ReadonlyMap<string, string> {
  const fields = renderFields({
    streams: streamFields,
    consumers: consumerFields,
    sources: sourceParts,
    oldestServer,
  });
  const buckets = renderBuckets({
    keyValue: keyValueFields("settings"),
    objectStore: objectStoreFields,
    sources: bucketSourceParts,
    oldestServer,
  });
  return new Map([
    ["docs/fields.md", fields],
    ["docs/server-versions.md", renderVersions(seen())],
    ["docs/buckets.md", buckets],
    ["docs/plan.md", renderPlan()],
    ["docs/operations.md", operations()],
    ["docs/settings.md", renderSettings(settingKeys, Object.keys(systems))],
    ...Object.values(systems).map((system): [string, string] => [
      `docs/systems/${system.name}.md`,
      renderSystem(system, streamFields),
    ]),
  ]);
}

const operations = (): string =>
  renderOperations({ program: opsProgram(() => undefined), permissions: verbPermissions });

/** What tests have seen real servers do. */
function seen(): Seen {
  // source files and bundles both lie one folder below the project's
  const file = join(dirname(__dirname), "test", "golden", "server-versions.json");
  return JSON.parse(readFileSync(file, "utf8")) as Seen;
}
