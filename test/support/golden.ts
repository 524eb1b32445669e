import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Compares a text with a reviewed file of test/golden, or writes it there for `npm run golden:update`.
 *
 * @throws AssertionError where they differ
 */
export function matchesGolden(name: string, text: string): void {
  const file = join("test", "golden", name);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, `${text}\n`);
  assert.equal(
    `${text}\n`,
    readFileSync(file, "utf8"),
    `${file}: run "npm run golden:update" and review the difference`,
  );
}
