import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";

describe("the end of a failed program", () => {
  it("is short though the stack has a frame that Node 20 formats without end", () => {
    const frames = [
      "    at made (/project/index.ts:1:2)",
      "    at Stack.initialize (/project/node_modules/@pulumi/resource.ts:1:2)",
      "    at run (/project/node_modules/@pulumi/cmd/run.ts:3:4)",
    ];
    const shown = execFileSync(
      process.execPath,
      ["-e", program(["Error: wrong", ...frames].join("\n"))],
      { encoding: "utf8", timeout: 5000 },
    );
    assert.match(shown, /Error: wrong[^]*index\.ts:1:2[^]*run\.ts:3:4/);
    assert.doesNotMatch(shown, /resource\.ts/);
  });
});

/** What the SDK does with an error: its listener is there before the program is loaded. */
const program = (stack: string): string => `
  process.on("unhandledRejection", (error) =>
    console.log(require("node:util").inspect(error, { colors: true })));
  require(${JSON.stringify(resolve("toolchain/stacks.cjs"))}).install();
  Promise.reject(Object.assign(new Error("wrong"), { stack: ${JSON.stringify(stack)} }));
`;
