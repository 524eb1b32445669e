import assert from "node:assert/strict";
import fc from "fast-check";
import {
  formatDuration,
  formatSize,
  humanDuration,
  humanSize,
  parseDuration,
  parseSize,
  UnitError,
} from "../../domain/units";

const second = 1_000_000_000;
const day = 86_400 * second;

/** Whole milliseconds up to 18 years, as nanoseconds. */
const nanos = fc.integer({ min: 0, max: 576_460_752_303 }).map((millis) => millis * 1_000_000);
const bytes = fc.maxSafeNat();
const failure = (message: string) => ({ name: "UnitError", message });

describe("durations", () => {
  const table: readonly (readonly [string, number, string])[] = [
    ["0s", 0, "0s"],
    ["0d", 0, "0s"],
    ["1ms", 1_000_000, "1ms"],
    ["1500ms", 1_500_000_000, "1500ms"],
    ["90s", 90 * second, "90s"],
    ["60s", 60 * second, "1m"],
    ["2m", 120 * second, "2m"],
    ["24h", day, "1d"],
    ["36h", 1.5 * day, "36h"],
    ["7d", 7 * day, "7d"],
    ["007d", 7 * day, "7d"],
    ["6671d", 6671 * day, "6671d"],
  ];
  for (const [text, value, canonical] of table) {
    it(`reads "${text}" and writes it as "${canonical}"`, () => {
      assert.equal(parseDuration(text), value);
      assert.equal(formatDuration(value), canonical);
    });
  }

  it("parses what it formats, exactly", () => {
    fc.assert(fc.property(nanos, (value) => parseDuration(formatDuration(value)) === value));
  });

  it("formats in one way whatever the unit it was written in", () => {
    fc.assert(
      fc.property(fc.nat(6671), (days) => {
        const text = formatDuration(days * day);
        return [`${days}d`, `${days * 24}h`, `${days * 86_400}s`].every(
          (same) => formatDuration(parseDuration(same)) === text,
        );
      }),
    );
  });

  it("keeps every digit when nanoseconds travel as JSON", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 576_460_752_303 }), (millis) => {
        assert.equal(JSON.stringify(millis * 1_000_000), String(BigInt(millis) * 1_000_000n));
      }),
    );
  });

  it("shows what is no whole millisecond with its fraction, so that it equals nothing declared", () => {
    assert.equal(formatDuration(500_000), "0.5ms");
    assert.equal(formatDuration(1_500_000_001), "1500.000001ms");
    assert.equal(formatDuration(-1), "-0.000001ms");
    assert.equal(formatDuration(-2 * second), "-2s");
  });

  const form =
    'write digits and one unit (ms, s, m, h, d), without sign or fraction, such as "500ms", "90s", "24h" or "7d"';
  const wrong: readonly (readonly [string, string])[] = [
    ["", ""],
    ["7", ""],
    ["d", ""],
    ["-7d", ""],
    ["+7d", ""],
    ["1.5h", ""],
    ["1e3s", ""],
    ["1h30m", ""],
    ["7 days", ""],
    ["5us", ""],
    ["7 d", '; did you mean "7d"?'],
    ["7D", '; did you mean "7d"?'],
    [" 90s", '; did you mean "90s"?'],
    ["500MS", '; did you mean "500ms"?'],
  ];
  for (const [text, guess] of wrong) {
    it(`fails on ${JSON.stringify(text)} with the text and the forms allowed`, () => {
      assert.throws(
        () => parseDuration(text),
        failure(`got ${JSON.stringify(text)}; ${form}${guess}`),
      );
    });
  }

  it("fails on a duration too long to stay exact", () => {
    assert.throws(
      () => parseDuration("6673d"),
      failure('got "6673d"; the longest is "6671d", about 18 years'),
    );
    assert.throws(() => parseDuration("9".repeat(400) + "d"), UnitError);
  });

  it("fails on anything that is not digits and one unit", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^\d+(ms|s|m|h|d)$/.test(text));
        assert.throws(() => parseDuration(text), UnitError);
      }),
    );
  });
});

describe("sizes", () => {
  const table: readonly (readonly [string, number, string])[] = [
    ["0MB", 0, "0B"],
    ["1234B", 1234, "1234B"],
    ["1kB", 1000, "1kB"],
    ["1KB", 1000, "1kB"],
    ["1000kB", 1_000_000, "1MB"],
    ["100MB", 100_000_000, "100MB"],
    ["100MiB", 104_857_600, "100MiB"],
    ["1024MiB", 1_073_741_824, "1GiB"],
    ["1024kB", 1_024_000, "1000KiB"],
    ["10GB", 10_000_000_000, "10GB"],
    ["2TiB", 2_199_023_255_552, "2TiB"],
    ["9007TB", 9_007_000_000_000_000, "9007TB"],
  ];
  for (const [text, value, canonical] of table) {
    it(`reads "${text}" and writes it as "${canonical}"`, () => {
      assert.equal(parseSize(text), value);
      assert.equal(formatSize(value), canonical);
    });
  }

  it("parses what it formats, exactly", () => {
    fc.assert(fc.property(bytes, (value) => parseSize(formatSize(value)) === value));
  });

  const form =
    'write digits and one unit (B, kB, MB, GB, TB, or KiB, MiB, GiB, TiB), without sign or fraction, such as "512KiB", "100MB" or "1GiB"';
  const wrong: readonly (readonly [string, string])[] = [
    ["", ""],
    ["100", ""],
    ["-1B", ""],
    ["1.5GB", ""],
    ["100M", ""],
    ["100 MB", '; did you mean "100MB"?'],
    ["100mb", '; did you mean "100MB"?'],
    ["1gib", '; did you mean "1GiB"?'],
  ];
  for (const [text, guess] of wrong) {
    it(`fails on ${JSON.stringify(text)} with the text and the forms allowed`, () => {
      assert.throws(() => parseSize(text), failure(`got ${JSON.stringify(text)}; ${form}${guess}`));
    });
  }

  it("fails on a size too large to stay exact", () => {
    assert.throws(() => parseSize("9008TB"), failure('got "9008TB"; the largest is "9007TB"'));
  });
});

describe("numbers for the eye", () => {
  const sizes: readonly (readonly [number, string])[] = [
    [0, "0B"],
    [512, "512B"],
    [95_412_345, "95.4MB"],
    [100_000_000, "100MB"],
    [999_949, "999.9kB"],
    [999_950, "1MB"],
    [2_500_000_000_000_000, "2500TB"],
  ];
  for (const [value, text] of sizes) {
    it(`shows ${value} bytes as "${text}"`, () => {
      assert.equal(humanSize(value), text);
    });
  }

  const durations: readonly (readonly [number, string])[] = [
    [0, "0s"],
    [1, "<1ms"],
    [500_000_000, "500ms"],
    [90 * second, "1m30s"],
    [2 * day + 3 * 3600 * second + 59 * second, "2d3h"],
    [day + 30 * second, "1d"],
  ];
  for (const [value, text] of durations) {
    it(`shows ${value} nanoseconds as "${text}"`, () => {
      assert.equal(humanDuration(value), text);
    });
  }
});
