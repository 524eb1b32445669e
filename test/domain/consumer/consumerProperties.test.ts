import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type ConsumerConfig,
  consumerFromWire,
  consumerToWire,
  normaliseConsumer,
  planConsumerChange,
  validateConsumer,
} from "../../../domain/consumer/consumer";
import { arbitraryName as stream, consumerConfig } from "../../support/arbitraries";
import { consumerReply, seenVersions, server } from "../../support/replies";

const name = "worker";
const created = "2026-01-01T00:00:00Z";

describe("consumer, for any declaration", () => {
  it("normalises the same way twice", () => {
    fc.assert(
      fc.property(consumerConfig, (config) => {
        const once = normaliseConsumer(name, config);
        assert.deepEqual(normaliseConsumer(name, once), once);
      }),
    );
  });

  it("sends the same for a declaration and its canonical form", () => {
    fc.assert(
      fc.property(consumerConfig, (config) => {
        assert.deepEqual(
          consumerToWire(name, normaliseConsumer(name, config)),
          consumerToWire(name, config),
        );
      }),
    );
  });

  it("reads back what it sends", () => {
    fc.assert(
      fc.property(consumerConfig, (config) => {
        assert.deepEqual(
          consumerFromWire(consumerToWire(name, config), Object.keys(config)),
          normaliseConsumer(name, config),
        );
      }),
    );
  });

  it("keeps a canonical form free of mistakes", () => {
    fc.assert(
      fc.property(consumerConfig, (config) => {
        assert.deepEqual(validateConsumer(stream, name, normaliseConsumer(name, config)), []);
      }),
    );
  });

  it("plans nothing for what a server reads back", () => {
    fc.assert(
      fc.property(consumerConfig, fc.constantFrom(...seenVersions), (config, version) => {
        const facts = server(version, true);
        const known = validateConsumer(stream, name, config, undefined, facts).length === 0;
        fc.pre(known && config.raw === undefined);
        const observed = {
          stream,
          name,
          created,
          config: consumerReply(name, config, version),
        };
        const change = planConsumerChange(consumerToWire(name, config), observed, facts);
        assert.deepEqual(change, { class: "none", fields: [] });
      }),
    );
  });

  it("takes filters in any order", () => {
    const reversed = (config: ConsumerConfig): ConsumerConfig => ({
      ...config,
      ...(config.filterSubjects && { filterSubjects: config.filterSubjects.toReversed() }),
    });
    fc.assert(
      fc.property(consumerConfig, (config) => {
        assert.deepEqual(consumerToWire(name, reversed(config)), consumerToWire(name, config));
      }),
    );
  });
});
