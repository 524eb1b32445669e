import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { observabilityAgent } from "../../systems/observabilityAgent";
import { sweAiFleet } from "../../systems/sweAiFleet";
import { managing } from "../support/liveServer";
import { blocksOf } from "../support/markdown";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { makePlainly, ops } from "../support/ops";

const blocks = blocksOf({ path: "README.md", text: readFileSync("README.md", "utf8") });

describe("what the README shows of `ops verify`", () => {
  let server: TestServer;

  before(async () => {
    server = await startNatsServer();
    for (const system of [observabilityAgent, sweAiFleet]) await makePlainly(server.url, system);
  });

  after(() => server.stop());

  const said = async (): Promise<string> =>
    (await ops(["verify", "--server", server.url])).stdout.trimEnd();

  it("is what it says where all is as declared", async () => {
    const text = await said();
    assert.ok(
      blocks.some((block) => block.text.includes(`ops -- verify --stack dev\n${text}\n`)),
      `README.md shows other than:\n${text}`,
    );
  });

  it("is what it says where somebody changed and deleted streams", async () => {
    await managing(server.url, async ({ streams }) => {
      await streams.update("planning-events", { max_age: 3600 * 1e9 });
      await streams.delete("agent-results");
    });
    const text = await said();
    assert.ok(
      blocks.some((block) => block.text === `${text}\n`),
      `README.md shows other than:\n${text}`,
    );
  });
});
