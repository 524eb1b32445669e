import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { observabilityAgent } from "../../../systems/observabilityAgent";
import { sweAiFleet } from "../../../systems/sweAiFleet";
import { openBrowser } from "../../support/chromium";
import { type Contrast, contrastsOfTexts, type Widths, widths } from "../../support/inPage";
import { consumePlainly, managing } from "../../support/liveServer";
import { startNatsServer, type TestServer } from "../../support/natsServer";
import { makePlainly, ops } from "../../support/ops";
import { publishPlainly } from "../../support/plainClient";

/** Where a person wants to look at the page: NATS_STACK_SCREENSHOTS. */
const screenshots = process.env["NATS_STACK_SCREENSHOTS"];

const plan = {
  version: 1,
  project: "nats-stack",
  stack: "prod",
  servers: [
    {
      target: "url",
      summary: "19 streams: 1 to update, 18 unchanged",
      counts: {},
      problems: [],
      refusals: [],
      notes: [
        {
          asset: 'stream "LOGS"',
          kind: "destructive",
          text: "maxMsgs from 10000 to 1000: deletes the oldest 500 of 1500 messages",
          deletes: { messagesDeleted: 500 },
        },
        { asset: 'stream "ALERTS"', kind: "advice", text: "<script>alert(1)</script> & more" },
      ],
    },
  ],
};

describe("nats-stack report", function () {
  // the first run on a machine fetches the browser
  this.timeout(300_000);
  let folder: string;
  let file: string;
  let server: TestServer;
  let browser: Browser;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-report-"));
    file = join(folder, "report.html");
    writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
    [server, browser] = await Promise.all([startNatsServer(), openBrowser()]);
    await makePlainly(server.url, observabilityAgent);
    await makePlainly(server.url, sweAiFleet);
    await managing(server.url, async ({ streams }) => {
      await streams.add({
        name: "FULL",
        subjects: ["full"],
        max_msgs: 20,
        description: "<b>bold</b>",
      });
      await streams.add({ name: "CLOSE", subjects: ["close"], max_msgs: 20 });
      await streams.delete("TRACES");
    });
    const many = (subject: string, count: number) => Array<string>(count).fill(subject);
    await publishPlainly(server.url, [
      ...many("full", 20),
      ...many("close", 17),
      ...many("agent.work.a", 12),
      ...many("alerts.cpu", 3),
    ]);
    await consumePlainly(server.url, "agent-requests", "agent-requests-worker", 5);
    const args = ["report", "--server", server.url, "--html", file];
    const { code, stderr } = await ops([...args, "--plan", join(folder, "plan.json")]);
    assert.equal(code, 0, stderr);
  });

  after(async () => {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  /** Opens the page and says what it asked for beside itself. */
  async function opened(
    width: number,
    colorScheme: "light" | "dark",
    use: (page: Page) => Promise<void>,
  ): Promise<void> {
    const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme });
    const asked: string[] = [];
    const errors: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
    try {
      await page.goto(pathToFileURL(file).href);
      await use(page);
      assert.deepEqual([asked, errors], [[pathToFileURL(file).href], []]);
      if (screenshots !== undefined) {
        const path = join(screenshots, `report-${width}-${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true });
      }
    } finally {
      await page.close();
    }
  }

  for (const width of [390, 1280]) {
    for (const scheme of ["light", "dark"] as const) {
      it(`can be read on ${width} pixels in the ${scheme}, and loads nothing`, async () => {
        await opened(width, scheme, async (page) => {
          const { needed, given } = await page.evaluate<Widths>(widths);
          assert.ok(needed <= given, `${needed} of ${given} pixels`);
          const [worst] = await page.evaluate<readonly Contrast[]>(contrastsOfTexts);
          assert.ok((worst?.[1] ?? 0) >= 4.5, `"${worst?.[0]}": contrast ${worst?.[1]}`);
        });
      });
    }
  }

  it("shows every stream with its share of each limit, coloured from 80 and from 95 percent", async () => {
    await opened(1280, "light", async (page) => {
      const rows = await page.locator("tr").allInnerTexts();
      for (const name of Object.keys(observabilityAgent.streams)) {
        const shown = rows.some((row) => row.startsWith(name));
        assert.equal(shown, name !== "TRACES", name);
      }
      const barOf = (name: string) =>
        page.locator("tr", { hasText: name }).locator(".bar", { hasText: "messages" });
      assert.match((await barOf("FULL").getAttribute("class")) ?? "", /full/);
      assert.match((await barOf("CLOSE").getAttribute("class")) ?? "", /close/);
      assert.equal(await barOf("CLOSE").locator("em").innerText(), "85 %");
      const [used, room] = await Promise.all([
        barOf("CLOSE").locator("i b").boundingBox(),
        barOf("CLOSE").locator("i").boundingBox(),
      ]);
      assert.equal(Math.round(((used?.width ?? 0) / (room?.width ?? 1)) * 100), 85);
    });
  });

  it("shows consumers with what is before them, what is not declared, and what is not as declared", async () => {
    await opened(1280, "light", async (page) => {
      const cells = page.locator("tr", { hasText: "agent-requests-worker" }).locator("td");
      assert.equal(await cells.nth(2).innerText(), "7");
      assert.ok(await page.locator("h3", { hasText: "Not declared 2" }).isVisible());
      assert.ok(await page.getByText('stream "TRACES": is not there').isVisible());
      assert.equal(
        await page.locator(".card", { hasText: "difference" }).innerText(),
        "1\ndifference",
      );
    });
  });

  it("holds the picture, and the plan with what hurts first; text of others stays text", async () => {
    await opened(1280, "light", async (page) => {
      assert.ok(await page.locator("svg text", { hasText: "RUNBOOK_EXECUTIONS" }).isVisible());
      assert.ok(await page.locator("svg .missing.stream", { hasText: "TRACES" }).isVisible());
      const groups = await page.locator("section details[open] > summary").allInnerTexts();
      assert.deepEqual(groups, ["Topology", "Deletes messages 1"]);
      assert.ok(await page.getByText("<b>bold</b>").isVisible());
      assert.equal(await page.locator("script").count(), 0);
    });
  });

  it("is written where a server is away, says so, and ends with 2", async () => {
    const out = join(folder, "away.html");
    const args = ["report", "--server", "nats://127.0.0.1:1", "--html", out];
    const { code, stderr } = await ops(args);
    assert.equal(code, 2);
    assert.match(stderr, /not reached: .*connection refused/);
    assert.match(readFileSync(out, "utf8"), /Not reached: .*connection refused/);
  });

  it("fails where the plan is none, or the page cannot be written", async () => {
    const common = ["report", "--server", server.url, "--html"];
    const none = await ops([...common, file, "--plan", "package.json"]);
    assert.equal(none.code, 2);
    assert.match(none.stderr, /^package\.json: no plan; /);
    const lost = await ops([...common, join(file, "below.html")]);
    assert.equal(lost.code, 2);
    assert.match(lost.stderr, /^--html: cannot be written: /);
  });
});
