import assert from "node:assert/strict";
import { seenVersions } from "../support/replies";
import { allCells, type Cell } from "./cells";
import { readGolden, writeGolden } from "./golden";
import { tryCells } from "./matrix";
import type { Outcome } from "./trial";

const everyCell = process.env["NATS_STACK_EVERY_CELL"] === "1";
const update = everyCell && process.env["UPDATE_GOLDEN"] === "1";
const golden = readGolden();
const cells = everyCell ? allCells() : telling(allCells());

/** Of each field one change for each way in which the server lines were seen to answer: all that `npm test` has time for. */
function telling(all: readonly Cell[]): readonly Cell[] {
  const answers = new Set<string>();
  return all.filter(({ kind, field, title }) => {
    const answer = JSON.stringify([kind, field, golden.get(title)]);
    const first = !answers.has(answer);
    answers.add(answer);
    return first;
  });
}

type Outcomes = ReadonlyMap<string, Outcome>;

const results = new Map<string, Outcomes>();
const started = new Map<string, Promise<Outcomes>>();

/** Few cells mostly wait: all servers have them at once. Every cell is work enough for one server after the other. */
function tried(version: string): Promise<Outcomes> {
  for (const line of everyCell ? [version] : seenVersions) {
    const outcomes = started.get(line) ?? tryCells(line, cells);
    // told where it is awaited
    outcomes.catch(() => undefined);
    started.set(line, outcomes);
  }
  return started.get(version) ?? tryCells(version, cells);
}

for (const [line, version] of seenVersions.entries()) {
  describe(`what a change is, on server ${version}`, function () {
    this.timeout(300_000);

    before(async () => {
      results.set(version, await tried(version));
    });

    for (const { title } of cells) {
      it(title, () => {
        const outcome = results.get(version)?.get(title);
        assert.ok(outcome);
        assert.equal(outcome.predicted, outcome.seen, `the plan is wrong\n${outcome.story}`);
        assert.deepEqual(outcome.faults, [], outcome.story);
        if (update) return;
        assert.equal(
          outcome.seen,
          golden.get(title)?.[line],
          `not as in test/golden/server-versions.json: run "npm run test:versions -- --update-golden", then "npm run docs", and review the difference\n${outcome.story}`,
        );
      });
    }
  });
}

describe("the table of what changes are", () => {
  it("holds every change of every field, and no other", () => {
    if (update) {
      const seen = (cell: Cell, version: string) =>
        results.get(version)?.get(cell.title)?.seen ?? null;
      writeGolden(seenVersions, cells, seen);
    }
    assert.deepEqual(
      [...readGolden().keys()],
      allCells().map(({ title }) => title),
      'run "npm run test:versions -- --update-golden"',
    );
  });
});
