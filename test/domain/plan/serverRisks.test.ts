import assert from "node:assert/strict";
import type { StreamConfig } from "../../../domain/stream/stream";
import { holding } from "../../support/declared";
import { account, declared, noteLines, ours, plan } from "../../support/plan";

const facts = (version: string, clustered: boolean, ownPods = false) => ({
  facts: { version, apiLevel: 0, clustered, ownPods, limits: {} },
});

const about = (
  version: string,
  clustered: boolean,
  now: StreamConfig,
  before?: StreamConfig,
): readonly string[] =>
  noteLines(
    plan(
      [declared("A", now)],
      account(before ? [ours("A", before, holding(3))] : [], [], facts(version, clustered)),
    ),
  ).filter((line) => line.includes(": server: "));

describe("what a server does that nobody expects", () => {
  const memory = { storage: "memory" } as const;

  it("is told of memory streams on a server that stands alone", () => {
    assert.deepEqual(about("2.15.1", false, memory), [
      'advice: server: memory streams are gone when this standalone server restarts, with their definition and consumers; a run with `--refresh` makes them again, empty: "A"',
    ]);
    assert.deepEqual(about("2.15.1", false, memory, memory), []);
    assert.deepEqual(about("2.15.1", false, {}), []);
  });

  it("is not told of memory streams a second time where the stack deploys that server itself", () => {
    const own = account([], [], facts("2.15.1", false, true));
    const { notes } = plan([declared("A", memory)], own);
    assert.deepEqual(
      notes.filter(({ kind }) => kind === "advice"),
      [],
    );
  });

  it("is told of memory streams with one replica in a cluster", () => {
    assert.match(about("2.15.1", true, memory)[0] ?? "", /lose their messages/);
    assert.deepEqual(about("2.15.1", true, { ...memory, replicas: 3 }), []);
  });

  it("is told of updated streams on a cluster of the 2.11 line", () => {
    const change = [{ maxAge: "2d" }, { maxAge: "1d" }] as const;
    assert.deepEqual(about("2.11.11", true, ...change), [
      'warning: server: 2.11.11 loses streams that were updated, files and all, when every server of the cluster is killed at once (seen on 2.11.11); stop servers gracefully, one by one, until they are 2.12 or newer: "A"',
    ]);
    assert.deepEqual(about("2.11.11", false, ...change), []);
    assert.deepEqual(about("2.12.8", true, ...change), []);
    assert.deepEqual(about("2.11.11", true, {}), []);
  });
});

describe("a change that deletes nothing and is rarely meant", () => {
  const kinds = (now: StreamConfig, before: StreamConfig, version = "2.15.1") =>
    plan(
      [declared("A", now)],
      account([ours("A", before, holding(3))], [], facts(version, false)),
    ).notes.map(({ kind }) => kind);

  it("is told as a warning where messages come twice", () => {
    const from = (filterSubject: string) => ({ sources: [{ name: "X", filterSubject }] });
    assert.deepEqual(kinds(from("x.*"), from("x.a")).slice(0, 1), ["warning"]);
    const promoted = { subjects: ["a"], sources: [{ name: "X" }] };
    assert.ok(kinds(promoted, { mirror: { name: "X" } }).includes("warning"));
  });

  it("is told as a warning where no message is kept any more, or a stream loses its subjects", () => {
    assert.deepEqual(kinds({ retention: "interest" }, {}, "2.14.6"), ["warning"]);
    assert.deepEqual(kinds({}, { subjects: ["orders.>"] }), ["warning"]);
  });
});
