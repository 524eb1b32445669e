import assert from "node:assert/strict";
import type { Note } from "../../../domain/plan/note";
import { planAll } from "../../../domain/plan/plan";
import { type PlanDocument, serverPlan } from "../../../domain/plan/planDocument";
import { planMarkdown } from "../../../domain/plan/planMarkdown";

const empty = planAll({ project: "shop", stack: "prod", systems: [] }, undefined);

const document = (notes: readonly Note[], more: object = {}): PlanDocument => ({
  version: 1,
  project: "shop",
  stack: "prod",
  servers: [{ ...serverPlan("url", { ...empty, notes, summary: "2 streams" }, {}), ...more }],
});

describe("a plan as Markdown", () => {
  it("tells what deletes messages first, a table per kind, the rest folded away", () => {
    const markdown = planMarkdown(
      document([
        { asset: 'stream "A"', kind: "update", text: "changes in place" },
        { asset: 'stream "B"', kind: "replace", text: "is deleted and created again" },
        {
          asset: 'stream "C"',
          kind: "destructive",
          text: "deletes | some",
          deletes: { messagesDeleted: 7, certainty: "atMost" },
        },
        { asset: 'stream "D"', kind: "destructive", text: "deletes", deletes: {} },
      ]),
      { changeSummary: { update: 3, same: 1 } },
    );
    assert.equal(
      markdown,
      [
        "### Plan for shop/prod",
        "",
        "2 streams",
        "",
        "**Deletes messages** (2)",
        "",
        "| what | messages | how |",
        "| --- | --- | --- |",
        '| stream "C" | at most 7 | deletes \\| some |',
        '| stream "D" | not known | deletes |',
        "",
        "**Replaced: deleted and created again** (1)",
        "",
        "| what | how |",
        "| --- | --- |",
        '| stream "B" | is deleted and created again |',
        "",
        "<details><summary>Changed in place (1)</summary>",
        "",
        "| what | how |",
        "| --- | --- |",
        '| stream "A" | changes in place |',
        "",
        "</details>",
        "",
        "Pulumi: 3 update, 1 same",
        "",
      ].join("\n"),
    );
  });

  it("is folded away where nothing changes, and not where something was not checked", () => {
    const quiet = planMarkdown(document([]), { changeSummary: { same: 9 } });
    assert.match(quiet, /^<details><summary>shop\/prod: nothing changes<\/summary>/);
    assert.match(planMarkdown(document([]), { changeSummary: { update: 1 } }), /^###/);
    const away = planMarkdown(document([], { notChecked: "nobody answers" }));
    assert.match(away, /> Not checked: nobody answers/);
  });

  it("names refusals and mistakes before anything else", () => {
    const markdown = planMarkdown(document([], { refusals: ["no"], problems: ["wrong"] }));
    assert.match(markdown, /Mistakes.*\n\n- wrong\n\n\*\*Refused.*\n\n- no/);
  });

  it("lets no text become Markdown, HTML or a mention", () => {
    const markdown = planMarkdown(
      document([{ asset: "a", kind: "create", text: "<b>*x*</b> [l](u) @all\n| `y`" }]),
    );
    assert.ok(
      markdown.includes("&lt;b>\\*x\\*&lt;/b> \\[l\\](u) @\u200ball \\| \\`y\\`"),
      markdown,
    );
  });
});
