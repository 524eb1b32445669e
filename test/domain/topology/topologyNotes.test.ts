import assert from "node:assert/strict";
import { type DeclaredConsumer, type DeclaredStream } from "../../../domain/topology/topology";
import { topologyNotes } from "../../../domain/topology/topologyNotes";
import { consumer, from, stream } from "../../support/declared";

describe("advice on what servers take", () => {
  const notes = (
    streams: readonly DeclaredStream[],
    consumers: readonly DeclaredConsumer[] = [],
    live?: ReadonlySet<string>,
  ) => topologyNotes(streams, consumers, live).map(({ asset, text }) => `${asset}: ${text}`);

  it("names an origin that nobody knows", () => {
    const streams = [stream("ORDERS"), stream("B", { sources: [from("ORDRES")] })];
    assert.deepEqual(notes(streams), [
      'stream "B": copies from "ORDRES", which is not declared; it stays empty of those messages until that stream exists; did you mean "ORDERS"?',
    ]);
    assert.deepEqual(notes(streams, [], new Set(["X"])), [
      'stream "B": copies from "ORDRES", which is neither declared nor on the server; it stays empty of those messages until that stream exists; did you mean "ORDERS"?',
    ]);
    assert.deepEqual(notes(streams, [], new Set(["ORDRES"])), []);
  });

  it("names a stream that stores what another republishes", () => {
    const streams = [
      stream("A", { subjects: ["a.>"], republish: { src: "a.>", dest: "b.>" } }),
      stream("B", { subjects: ["b.>"] }),
    ];
    assert.deepEqual(notes(streams), [
      'stream "A": what it republishes is stored again by stream "B"',
    ]);
  });

  it("names a stream whose subjects another only renames to", () => {
    const streams = [
      stream("A", { subjects: ["a.*"], subjectTransform: { src: "a.*", dest: "b.$1" } }),
      stream("B", { subjects: ["b.>"] }),
    ];
    assert.deepEqual(notes(streams), [
      'stream "A": its subjectTransform stores messages as "b.$1", which stream "B" listens to, but they do not go there: a transform renames, it does not publish',
    ]);
  });

  it("names a filter that matches nothing", () => {
    const streams = [
      stream("A", { subjects: ["a.*"], subjectTransform: { src: "a.*", dest: "t.$1" } }),
      stream("B", { subjects: ["b"], sources: [from("A", "t.1")] }),
    ];
    const consumers = [
      consumer("B", "right", { filterSubjects: ["b", "t.*"] }),
      consumer("B", "wrong", { filterSubjects: ["a.1", "t.2", "b"] }),
    ];
    assert.deepEqual(notes(streams, consumers), [
      'consumer "wrong" of stream "B": filterSubjects "a.1", "t.2" match nothing that the stream stores, which is "b", "t.1"',
    ]);
  });

  it("says nothing of filters where an origin is out of sight", () => {
    const external = { external: { api: "$JS.hub.API" } };
    const streams = [stream("B", { subjects: ["b"], sources: [{ name: "A", ...external }] })];
    assert.deepEqual(notes(streams, [consumer("B", "c", { filterSubjects: ["zzz"] })]), []);
  });

  it("names a durable consumer that its stream lets the server delete", () => {
    const streams = [stream("A", { consumerLimits: { inactiveThreshold: "1h" } })];
    const consumers = [consumer("A", "w"), consumer("A", "x", { inactiveThreshold: "30m" })];
    assert.deepEqual(notes(streams, consumers), [
      'consumer "w" of stream "A": declares no inactiveThreshold and gets that of the stream\'s consumerLimits: after "1h" without a client the server deletes it, and its position',
    ]);
  });
});
