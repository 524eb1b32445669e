import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layoutOf, type PlacedNode } from "../../../cli/ops/picture/layout";
import { sizeOf } from "../../../cli/ops/picture/shapes";
import { svgOf } from "../../../cli/ops/picture/svg";
import { graphOf } from "../../../domain/picture/graph";
import { drawSystem } from "../../../domain/picture/picture";
import { observabilityAgent } from "../../../systems/observabilityAgent";
import { sweAiFleet } from "../../../systems/sweAiFleet";
import { managing } from "../../support/liveServer";
import { startNatsServer } from "../../support/natsServer";
import { makePlainly, ops } from "../../support/ops";

describe("nats-stack topology", () => {
  it("draws what is declared, without asking anybody", async () => {
    const { code, stdout } = await ops(["topology", "--system", "swe-ai-fleet"], { PATH: "" });
    assert.equal(code, 0);
    assert.match(stdout, /^flowchart LR\n/);
    assert.ok(
      stdout.includes('subjects4(["context.updated"]) --> stream4[("context-updates")]'),
      stdout,
    );
  });

  it("writes a picture of all systems where the file's name asks for one", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nats-stack-topology-"));
    try {
      const out = join(folder, "all.svg");
      const { stdout } = await ops(["topology", "--out", out]);
      assert.equal(stdout, `${out}: written\n`);
      const svg = readFileSync(out, "utf8");
      for (const name of [observabilityAgent, sweAiFleet].flatMap(({ streams }) =>
        Object.keys(streams),
      )) {
        assert.ok(svg.includes(`>${name}</text>`), name);
      }
      assert.doesNotMatch(svg, /href|url\(["']?http|@import/, "needs nothing from elsewhere");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("draws what a server holds, with what is not declared and what is missing", async () => {
    const server = await startNatsServer();
    try {
      await makePlainly(server.url, sweAiFleet);
      await managing(server.url, async ({ streams }) => {
        await streams.add({ name: "THEIRS", subjects: ["theirs"] });
        await streams.delete("agent-results");
      });
      const args = ["topology", "--live", "--server", server.url, "--system", "swe-ai-fleet"];
      const { stdout } = await ops(args);
      assert.match(stdout, /stream0\[\("THEIRS"\)\]:::unmanaged/);
      assert.match(stdout, /\[\("agent-results"\)\]:::missing/);
      assert.match(stdout, /\[\("agent-requests"\)\] *$/m);
    } finally {
      await server.stop();
    }
  });

  it("fails where a system is not known, or the file cannot be written", async () => {
    const unknown = await ops(["topology", "--system", "swe"]);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /^--system: got "swe"; known are "observability-agent"/);
    const lost = await ops(["topology", "--out", "no/such/folder/x.svg"]);
    assert.equal(lost.code, 2);
    assert.match(lost.stderr, /^--out: cannot be written: ENOENT/);
  });
});

describe("the places in a picture", () => {
  const layout = layoutOf(graphOf(drawSystem(observabilityAgent)), sizeOf);
  const meet = (a: PlacedNode, b: PlacedNode): boolean =>
    Math.abs(a.x - b.x) < (a.width + b.width) / 2 &&
    Math.abs(a.y - b.y) < (a.height + b.height) / 2;

  it("leave room between all of 14 streams, in the order of their declaration", () => {
    const { nodes } = layout;
    const met = nodes.flatMap((a, at) =>
      nodes.slice(at + 1).flatMap((b) => (meet(a, b) ? [`${a.id} ${b.id}`] : [])),
    );
    assert.deepEqual(met, []);
    const column = nodes.filter(({ kind }) => kind === "subjects");
    assert.deepEqual(
      column.toSorted((a, b) => a.y - b.y).map(({ id }) => id),
      column.map(({ id }) => id),
    );
  });

  it("keep publishers in one column", () => {
    const columns = layout.nodes.filter(({ kind }) => kind === "subjects").map(({ x }) => x);
    assert.equal(new Set(columns.map(Math.round)).size, 1);
  });

  it("hold texts that mean something in XML, and lists that are too long", () => {
    const subjects = Array.from({ length: 30 }, (_, at) => `a.${at}.>`);
    const svg = svgOf(
      [
        graphOf({
          title: "A & <B>",
          streams: [
            {
              name: "X",
              config: { subjects, description: "" },
              standing: "declared",
              consumers: [],
            },
          ],
        }),
      ],
      '"all"',
    );
    assert.ok(svg.includes("A &#38; &#60;B&#62;"), svg);
    assert.ok(svg.includes(">and 21 more</text>"), svg);
    assert.ok(svg.includes("a.29.&#62;"), "the tooltip has them all");
  });
});
