import assert from "node:assert/strict";
import { planAll } from "../../../domain/plan/plan";
import { planReport } from "../../../domain/plan/planReport";

const empty = planAll({ project: "p", stack: "s", systems: [] }, undefined);

describe("the report of a plan", () => {
  it("begins with the summary and tells what hurts first", () => {
    const report = planReport({
      ...empty,
      summary: "2 streams: 2 to update",
      notes: [
        { asset: 'stream "A"', kind: "update", text: "maxAge is raised" },
        { asset: 'stream "B"', kind: "create", text: "is created" },
        { asset: 'stream "B"', kind: "destructive", text: "deletes the oldest 6 of 10 messages" },
      ],
    });
    assert.equal(
      report,
      [
        "plan: 2 streams: 2 to update",
        '  DELETES MESSAGES: stream "B": deletes the oldest 6 of 10 messages',
        '  in place: stream "A": maxAge is raised',
      ].join("\n"),
    );
  });

  it("says what was not checked, and why", () => {
    const lines = planReport(empty, "no server at nats://127.0.0.1:1").split("\n");
    assert.match(lines[1] ?? "", /^ {2}not checked: server: did not answer/);
    assert.equal(lines.at(-1), "  not checked: no server at nats://127.0.0.1:1");
  });
});
