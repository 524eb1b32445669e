import assert from "node:assert/strict";
import { graphOf } from "../../../domain/picture/graph";
import { drawLive } from "../../../domain/picture/livePicture";
import { mermaidOf } from "../../../domain/picture/mermaid";
import { drawSystem } from "../../../domain/picture/picture";
import { declareSystem } from "../../../domain/declare";
import { cautious } from "../../../domain/policy";
import type { SystemDefinition } from "../../../domain/system";
import { holding, live } from "../../support/declared";
import { account, ourConsumer } from "../../support/plan";

const shop: SystemDefinition = {
  name: "shop",
  title: "The shop",
  namespace: "shop",
  service: "nats",
  naming: { streams: "upper-case", subjects: "lower-case" },
  defaults: { storage: "memory", maxAge: "7d" },
  streams: {
    ORDERS: {
      purpose: "Every order",
      usedBy: ["Shop"],
      config: { subjects: ["orders.>"], replicas: 3, retention: "interest" },
      consumers: { billing: { ackPolicy: "explicit" } },
    },
    AUDIT: {
      purpose: "Paid orders",
      usedBy: ["Audit"],
      config: {
        storage: "file",
        maxBytes: "1GiB",
        sources: [
          { name: "ORDERS", filterSubject: "orders.paid" },
          { name: "FAR", external: { api: "$JS.hub.API" } },
        ],
      },
    },
  },
  buckets: {
    keyValue: { settings: { purpose: "Switches", usedBy: ["Shop"] } },
    objectStore: { invoices: { purpose: "Files", usedBy: ["Billing"] } },
  },
};

const declared = declareSystem(shop, { project: "shop", stack: "prod", policy: cautious });

describe("the picture of what is declared", () => {
  const { nodes, edges } = graphOf(drawSystem(shop));
  const node = (id: string) => nodes.find((one) => one.id === id);

  it("says of a stream what people ask for first", () => {
    assert.deepEqual(node("stream0")?.details, ["interest", "memory", "R3", "7d"]);
    assert.deepEqual(node("stream1")?.details, ["file", "7d", "1GiB"]);
  });

  it("has buckets by the name that clients open, and not their subjects", () => {
    const buckets = nodes.filter(({ kind }) => kind === "keyValue" || kind === "objectStore");
    assert.deepEqual(
      buckets.map(({ kind, lines }) => [kind, ...lines]),
      [
        ["keyValue", "settings"],
        ["objectStore", "invoices"],
      ],
    );
    assert.equal(nodes.filter(({ kind }) => kind === "subjects").length, 1);
  });

  it("has an arrow for all that flows, from an origin elsewhere as well", () => {
    assert.deepEqual(
      edges.map(({ from, kind, to, lines }) => [from, kind, to, ...lines]),
      [
        ["subjects0", "publish", "stream0"],
        ["stream0", "copy", "stream1", "orders.paid"],
        ["origin1x1", "copy", "stream1", "everything"],
        ["stream0", "read", "consumer0x0"],
      ],
    );
    assert.deepEqual(node("origin1x1")?.details, ["$JS.hub.API"]);
  });
});

describe("the picture of what is live", () => {
  const draw = () =>
    drawLive(
      [{ title: "The shop", streams: declared }],
      account(
        [
          { ...live("ORDERS", { maxMsgs: 100 }), state: holding(85) },
          live("THEIRS", { subjects: ["theirs"] }),
        ],
        [ourConsumer("ORDERS", "billing"), { ...ourConsumer("ORDERS", "agent"), config: {} }],
      ),
      0,
    );

  it("tells what is missing, what is not declared, and how full a stream is", () => {
    const [own, others] = draw();
    assert.deepEqual(
      own?.streams.map(({ name, standing, share }) => [name, standing, share]),
      [
        ["ORDERS", "declared", 0.85],
        ["AUDIT", "missing", undefined],
      ],
    );
    assert.deepEqual(
      own.streams[0]?.consumers.map(({ name, standing }) => [name, standing]),
      [
        ["billing", "declared"],
        ["agent", "unmanaged"],
      ],
    );
    assert.equal(others?.title, "not declared");
    assert.deepEqual(
      others.streams.map(({ name, standing }) => [name, standing]),
      [["THEIRS", "unmanaged"]],
    );
  });

  it("is a frame for each in Mermaid, with a style for what stands out", () => {
    assert.equal(
      mermaidOf(draw().map(graphOf)),
      [
        "flowchart LR",
        'subgraph system0["The shop"]',
        "  direction LR",
        '  s0stream0[("ORDERS")]',
        '  s0stream1[("AUDIT")]:::missing',
        '  s0stream0 -. "orders.paid" .-> s0stream1',
        '  s0origin1x1[("FAR")] -. "everything" .-> s0stream1',
        '  s0stream0 --> s0consumer0x0[/"billing"/]',
        '  s0stream0 --> s0consumer0x1[/"agent"/]:::unmanaged',
        "end",
        'subgraph system1["not declared"]',
        "  direction LR",
        '  s1subjects0(["theirs"]):::unmanaged --> s1stream0[("THEIRS")]:::unmanaged',
        "end",
        "classDef unmanaged stroke-dasharray: 5 4",
        "classDef missing stroke-dasharray: 2 4,opacity: 0.6",
      ].join("\n  "),
    );
  });
});
