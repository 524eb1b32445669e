/** A measured quantity over several runs: the smallest, the middle and the largest. */
export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (place: number): number => sorted[place] ?? NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    least: at(0),
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    most: at(sorted.length - 1),
  };
}

/** Compares neighbours in time: what slows the machine down for a while slows both. */
export const ratiosOf = (values: readonly number[], bases: readonly number[]): Spread =>
  spreadOf(values.map((value, at) => value / (bases[at] ?? NaN)));

/** @returns three digits at most: "0.084", "2.87", "134" */
export function digits(value: number): string {
  const places = Math.min(3, Math.max(0, 2 - Math.floor(Math.log10(Math.max(value, 0.001)))));
  return value.toFixed(places);
}

/** @returns "2.87 (2.70 to 3.05)" */
export const spreadText = ({ least, median, most }: Spread): string =>
  `${digits(median)} (${digits(least)} to ${digits(most)})`;
