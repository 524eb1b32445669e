import assert from "node:assert/strict";
import { dirname } from "node:path";
import { stalePages } from "../../docs/generate";
import { renderFlow } from "../../docs/renderFlow";
import { table } from "../../docs/renderMarkdown";
import { renderSystem } from "../../docs/renderSystem";
import type { SystemDefinition } from "../../domain/system";

const root = dirname(dirname(__dirname));

const orders: SystemDefinition = {
  name: "orders",
  title: "Orders",
  namespace: "shop",
  service: "nats",
  naming: { streams: "upper-case", subjects: "lower-case" },
  defaults: { maxAge: "7d" },
  streams: {
    ORDERS: {
      purpose: "Every order",
      usedBy: ["Shop", "Billing"],
      config: { subjects: ["orders.>"], maxAge: "30d" },
      consumers: { billing: { ackPolicy: "explicit", filterSubjects: ["orders.paid"] } },
    },
    ARCHIVE: { purpose: "A copy", usedBy: ["Audit"], config: { mirror: { name: "ORDERS" } } },
    ELSEWHERE: {
      purpose: "From another account",
      usedBy: ["Shop"],
      config: {
        sources: [{ name: "HUB", filterSubject: "a.*", external: { api: "$JS.hub.API" } }],
      },
    },
  },
};

describe("generated pages", () => {
  it("are what the code says", () => {
    assert.deepEqual(stalePages(root), [], 'run "npm run docs"');
  });
});

describe("the page of a system", () => {
  const page = renderSystem(orders, { maxAge: { doc: "how long" } });

  it("lists streams with their subjects, purpose and readers", () => {
    assert.match(page, /^\| `ORDERS` \| `orders\.>` \| Every order \| Shop, Billing \|$/m);
  });

  it("says what a stream copies", () => {
    assert.match(page, /^\| `ARCHIVE` \| all of `ORDERS` ¹ \| A copy \| Audit \|$/m);
    assert.match(page, /^\| `ELSEWHERE` \| `a\.\*` from `HUB` ¹ \|/m);
    assert.match(page, /^¹ Copied\./m);
  });

  it("lists the common settings with their meaning, and what single streams have instead", () => {
    assert.match(page, /^\| `maxAge` \| `7d` \| how long \|$/m);
    assert.match(page, /^\| `ORDERS` \| `maxAge` \| `30d` \|$/m);
  });

  it("lists consumers", () => {
    const row =
      '| `billing` | `ORDERS` | `ackPolicy: explicit`, `filterSubjects: ["orders.paid"]` |';
    assert.ok(page.split("\n").includes(row), page);
  });
});

describe("the picture of a system", () => {
  it("leads from subjects over streams to consumers, copies dotted", () => {
    assert.equal(
      renderFlow(orders),
      [
        "flowchart LR",
        '  subjects0(["orders.#62;"]) --> stream0[("ORDERS")]',
        '  stream1[("ARCHIVE")]',
        '  stream2[("ELSEWHERE")]',
        '  stream0 -. "everything" .-> stream1',
        '  origin2x0[("HUB")] -. "a.#42;" .-> stream2',
        '  stream0 --> consumer0x0[/"billing"/]',
      ].join("\n"),
    );
  });
});

describe("a table", () => {
  it("keeps pipes and line breaks within their cell", () => {
    assert.equal(
      table(["a", "b"], [["x|y", "1\n2"]]),
      "| a | b |\n| --- | --- |\n| x\\|y | 1<br>2 |",
    );
  });
});
