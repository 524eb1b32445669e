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
    const [, line] = planReport(empty, "no server at nats://127.0.0.1:1").split("\n");
    assert.equal(
      line,
      "  not checked: no server at nats://127.0.0.1:1; until a server answers, nobody can tell what exists already and whose it is, what would change or be deleted, who else holds a subject, and whether the limits of server and account suffice",
    );
  });
});
