/** A span of time as a person writes it: digits and one unit, "500ms", "30s", "5m", "24h", "7d". */
export type Duration = `${number}${DurationUnit}`;

/** An amount of bytes as a person writes it: "100MB" is 100,000,000 bytes, "100MiB" is 104,857,600. */
export type Size = `${number}${SizeUnit}`;

type DurationUnit = "ms" | "s" | "m" | "h" | "d";
type SizeUnit = "B" | "kB" | "KB" | "MB" | "GB" | "TB" | "KiB" | "MiB" | "GiB" | "TiB";

/** The text is no duration or size. The message says what was got and what is allowed. */
export class UnitError extends Error {
  override readonly name = "UnitError";
}

const nanosPerMilli = 1_000_000;

// a number of whole milliseconds stays exact as nanoseconds up to here: 2^59
const maxNanos = 2 ** 59;

const durationUnits: readonly (readonly [DurationUnit, number])[] = [
  ["d", 86_400_000 * nanosPerMilli],
  ["h", 3_600_000 * nanosPerMilli],
  ["m", 60_000 * nanosPerMilli],
  ["s", 1000 * nanosPerMilli],
  ["ms", nanosPerMilli],
];

const sizeUnits: readonly (readonly [SizeUnit, number])[] = [
  ["TiB", 1024 ** 4],
  ["TB", 1000 ** 4],
  ["GiB", 1024 ** 3],
  ["GB", 1000 ** 3],
  ["MiB", 1024 ** 2],
  ["MB", 1000 ** 2],
  ["KiB", 1024],
  ["kB", 1000],
  ["KB", 1000],
  ["B", 1],
];

const durationForm =
  'write digits and one unit (ms, s, m, h, d), without sign or fraction, such as "500ms", "90s", "24h" or "7d"';
const sizeForm =
  'write digits and one unit (B, kB, MB, GB, TB, or KiB, MiB, GiB, TiB), without sign or fraction, such as "512KiB", "100MB" or "1GiB"';

/**
 * Parses a duration that a person wrote into the unit of the wire.
 *
 * @param text digits and one unit of ms, s, m, h, d; no sign, no fraction, no space
 * @returns nanoseconds, a whole number of milliseconds, 0 to 2^59 (18 years)
 * @throws UnitError naming the text and the forms allowed
 * @see nats-server server/stream.go, StreamConfig.MaxAge (int64 nanoseconds)
 */
export function parseDuration(text: string): number {
  const nanos = parse(text, durationUnits, durationForm);
  if (nanos > maxNanos) {
    throw new UnitError(`got ${JSON.stringify(text)}; the longest is "6671d", about 18 years`);
  }
  return nanos;
}

/**
 * Parses a size that a person wrote.
 *
 * @param text digits and one unit; decimal units count by 1000, those with an i by 1024
 * @returns bytes, 0 to 2^53 - 1
 * @throws UnitError naming the text and the forms allowed
 * @see nats-server server/stream.go, StreamConfig.MaxBytes (int64)
 */
export function parseSize(text: string): number {
  const bytes = parse(text, sizeUnits, sizeForm);
  if (!Number.isSafeInteger(bytes)) {
    throw new UnitError(`got ${JSON.stringify(text)}; the largest is "9007TB"`);
  }
  return bytes;
}

/**
 * Reads a size for a sum.
 *
 * @returns bytes; 0 for a text that is no size, which is a problem of whatever it belongs to and told there
 */
export function bytesOf(size: string | number): number {
  try {
    return typeof size === "number" ? size : parseSize(size);
  } catch (error) {
    if (error instanceof UnitError) return 0;
    throw error;
  }
}

/**
 * The exact inverse of `parseDuration`, in the largest unit that divides: "90s", "7d", "1500ms".
 * A value that is no whole number of milliseconds, as another tool may have set it, keeps its fraction
 * ("0.5ms"): shown truly, never equal to what can be declared.
 *
 * @param nanos nanoseconds
 */
export function formatDuration(nanos: number): Duration {
  if (nanos === 0) {
    return "0s";
  }
  const unit = durationUnits.find(([, size]) => nanos % size === 0);
  return unit ? `${nanos / unit[1]}${unit[0]}` : fractionOfMillis(nanos);
}

/**
 * The exact inverse of `parseSize`, in the largest unit that divides: "100MB", "100MiB", "1234B".
 *
 * @param bytes a whole number
 */
export function formatSize(bytes: number): Size {
  const unit = bytes === 0 ? undefined : sizeUnits.find(([, size]) => bytes % size === 0);
  return unit ? `${bytes / unit[1]}${unit[0]}` : `${bytes}B`;
}

/** @returns bytes for the eye, three digits or so, decimal units: "95.4MB", "512B" */
export function humanSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let [value, step] = [bytes, 0];
  // 999.95 would read "1000"
  while (Math.abs(value) >= 999.95 && step < units.length - 1) {
    value /= 1000;
    step += 1;
  }
  const shown = Math.round(value * 10) / 10;
  return `${shown}${units[step] ?? "B"}`;
}

/** @returns nanoseconds for the eye, the two largest units that count: "2d3h", "1m30s", "500ms" */
export function humanDuration(nanos: number): string {
  const parts: string[] = [];
  let rest = nanos;
  for (const [unit, size] of durationUnits) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) {
      parts.push(`${count}${unit}`);
    } else if (parts.length > 0) {
      break;
    }
    if (parts.length === 2) {
      break;
    }
  }
  return parts.join("") || (nanos > 0 ? "<1ms" : "0s");
}

function parse(text: string, units: readonly (readonly [string, number])[], form: string): number {
  const [, digits = "", letters = ""] = /^(\d+)([A-Za-z]+)$/.exec(text) ?? [];
  const unit = units.find(([name]) => name === letters);
  if (!unit) {
    throw new UnitError(`got ${JSON.stringify(text)}; ${form}${guess(text, units)}`);
  }
  return Number(digits) * unit[1];
}

/** What was probably meant, where only the case of the unit or a space is wrong. */
function guess(text: string, units: readonly (readonly [string, number])[]): string {
  const [, digits, letters = ""] = /^\s*(\d+)\s*([A-Za-z]+)\s*$/.exec(text) ?? [];
  const unit =
    units.find(([name]) => name === letters) ??
    units.find(([name]) => name.toLowerCase() === letters.toLowerCase());
  return digits !== undefined && unit ? `; did you mean "${digits}${unit[0]}"?` : "";
}

function fractionOfMillis(nanos: number): Duration {
  const [sign, whole] = [nanos < 0 ? "-" : "", Math.floor(Math.abs(nanos) / nanosPerMilli)];
  const rest = String(Math.abs(nanos) % nanosPerMilli).padStart(6, "0");
  // the parts are digits alone, which the type cannot see
  return `${sign}${whole}.${rest.replace(/0+$/, "")}ms` as Duration;
}
