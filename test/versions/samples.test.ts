import assert from "node:assert/strict";
import { consumerFields } from "../../domain/consumer/consumerFields";
import type { Part } from "../../domain/field/fields";
import type { Json } from "../../domain/json";
import { streamFields } from "../../domain/stream/streamFields";
import { consumerSamples } from "./consumerSamples";
import { type Samples, valueOf } from "./samples";
import { streamSamples } from "./streamSamples";

interface Table {
  readonly kind: string;
  readonly fields: Readonly<Record<string, Part>>;
  readonly samples: Readonly<Record<string, readonly Samples[]>>;
}

const tables: readonly Table[] = [
  { kind: "stream", fields: streamFields, samples: streamSamples },
  { kind: "consumer", fields: consumerFields, samples: consumerSamples },
];

/** Everything inside a value, the value itself first. */
const inside = (value: Json): readonly Json[] =>
  typeof value === "object" && value !== null
    ? [value, ...Object.values(value).flatMap((item: Json) => inside(item))]
    : [value];

/** Names of all parts of a field, at any depth. */
const partsOf = (part: Part): readonly string[] =>
  Object.entries(part.kind.parts ?? {}).flatMap(([name, inner]) => [name, ...partsOf(inner)]);

for (const { kind, fields, samples } of tables) {
  describe(`the changes of a ${kind} that are tried on real servers`, () => {
    for (const [field, part] of Object.entries(fields)) {
      const groups = samples[field] ?? [];
      const values = groups.flatMap((group) => group.values.map(valueOf));

      it(`are some for ${field}`, () => {
        assert.notEqual(groups.length, 0);
        assert.ok(groups.every((group) => group.values.length > 1));
      });

      it(`have every word and every part that ${field} can hold`, () => {
        const all = values.flatMap(inside);
        const keys = all.flatMap((value) =>
          typeof value === "object" && value !== null ? Object.keys(value) : [],
        );
        const missing = [
          ...(part.kind.words ?? []).filter((word) => !all.includes(word)),
          ...partsOf(part).filter((name) => !keys.includes(name)),
        ];
        assert.deepEqual(missing, []);
      });
    }
  });
}
