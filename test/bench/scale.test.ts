import assert from "node:assert/strict";
import { main } from "../../bench/scale";

/** Runs the command and returns what it says. */
async function said(...args: readonly string[]): Promise<readonly [number, string]> {
  const lines: string[] = [];
  const code = await main(args, (line) => lines.push(line));
  return [code, lines.join("\n")];
}

describe("npm run scale", function () {
  this.timeout(60_000);

  it("says what a server, a look and a plan take with so many streams", async () => {
    const [code, text] = await said("20");
    assert.equal(code, 0);
    const row = text.split("\n").find((line) => /^│ 20 /.test(line)) ?? "";
    const cells = row.split("│").map((cell) => cell.trim());
    assert.equal(cells.length, 9, text);
    for (const cell of cells.slice(2, 6)) assert.match(cell, /^\d+(\.\d+)?$/, text);
  });

  it("fails for a number that is none", async () => {
    const [code, text] = await said("many");
    assert.equal(code, 2);
    assert.match(text, /got "many"; write numbers of streams/);
  });
});
