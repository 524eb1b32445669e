import assert from "node:assert/strict";
import fc from "fast-check";
import {
  normaliseStream,
  planStreamChange,
  streamFromWire,
  streamToWire,
  validateStream,
} from "../../../domain/stream/stream";
import type { StreamConfig } from "../../../domain/stream/streamConfig";
import { arbitraryName as name, streamConfig } from "../../support/arbitraries";
import { seenVersions, server, streamReply } from "../../support/replies";

const created = "2026-01-01T00:00:00Z";

/** What that version knows of the declaration, and takes. */
const taken = (config: StreamConfig, version: string): boolean =>
  config.raw === undefined && validateStream(name, config, server(version, true)).length === 0;

describe("stream, for any declaration", () => {
  it("normalises the same way twice", () => {
    fc.assert(
      fc.property(streamConfig, (config) => {
        const once = normaliseStream(name, config);
        assert.deepEqual(normaliseStream(name, once), once);
      }),
    );
  });

  it("sends the same for a declaration and its canonical form", () => {
    fc.assert(
      fc.property(streamConfig, (config) => {
        assert.deepEqual(
          streamToWire(name, normaliseStream(name, config)),
          streamToWire(name, config),
        );
      }),
    );
  });

  it("reads back what it sends", () => {
    fc.assert(
      fc.property(streamConfig, (config) => {
        assert.deepEqual(
          streamFromWire(streamToWire(name, config), Object.keys(config)),
          normaliseStream(name, config),
        );
      }),
    );
  });

  it("keeps a canonical form free of mistakes", () => {
    fc.assert(
      fc.property(streamConfig, (config) => {
        assert.deepEqual(validateStream(name, normaliseStream(name, config)), []);
      }),
    );
  });

  it("plans nothing for what was sent", () => {
    fc.assert(
      fc.property(streamConfig, fc.constantFrom(...seenVersions), (config, version) => {
        const wire = streamToWire(name, config);
        const change = planStreamChange(
          wire,
          { name, created, config: wire },
          server(version, true),
        );
        assert.deepEqual(change, { class: "none", fields: [] });
      }),
    );
  });

  it("plans nothing for what a server reads back, defaults and metadata of its own included", () => {
    fc.assert(
      fc.property(streamConfig, fc.constantFrom(...seenVersions), (config, version) => {
        fc.pre(taken(config, version));
        const change = planStreamChange(
          streamToWire(name, config),
          { name, created, config: streamReply(name, config, version) },
          server(version, true),
        );
        assert.deepEqual(change, { class: "none", fields: [] });
      }),
    );
  });

  it("reads the same declaration back from a server", () => {
    fc.assert(
      fc.property(streamConfig, fc.constantFrom(...seenVersions), (config, version) => {
        fc.pre(taken(config, version));
        assert.deepEqual(
          streamFromWire(streamReply(name, config, version), Object.keys(config)),
          normaliseStream(name, config),
        );
      }),
    );
  });

  it("takes subjects, sources and tags in any order", () => {
    const reversed = (config: StreamConfig): StreamConfig =>
      ({
        ...config,
        ...(config.subjects && { subjects: config.subjects.toReversed() }),
        ...(config.sources && { sources: config.sources.toReversed() }),
        ...(config.placement?.tags && {
          placement: { ...config.placement, tags: config.placement.tags.toReversed() },
        }),
      }) as StreamConfig;
    fc.assert(
      fc.property(streamConfig, (config) => {
        assert.deepEqual(streamToWire(name, reversed(config)), streamToWire(name, config));
      }),
    );
  });

  it("plans the same from a and to b whatever the spelling of either", () => {
    fc.assert(
      fc.property(streamConfig, streamConfig, (a, b) => {
        const plan = (from: StreamConfig, to: StreamConfig) =>
          planStreamChange(
            streamToWire(name, to),
            { name, created, config: streamReply(name, from, "2.15.1") },
            server("2.15.1", true),
          );
        assert.deepEqual(plan(a, b), plan(normaliseStream(name, a), normaliseStream(name, b)));
      }),
    );
  });
});
