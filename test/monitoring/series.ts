/** One line of what Prometheus reads. */
export interface Series {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What an expression of Prometheus asks for: `metric{label="value"}`. */
export interface Selector {
  readonly metric: string;
  /** Values as regular expressions. */
  readonly labels: Readonly<Record<string, RegExp>>;
}

const pairs = /(\w+)(=~?)"((?:[^"\\]|\\.)*)"/g;

/**
 * @param text in Prometheus' text format
 * @param target labels that Prometheus adds to all that it reads from one place
 */
export const readSeries = (
  text: string,
  target: Readonly<Record<string, string>>,
): readonly Series[] =>
  [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(
    ([, metric = "", labels = "", value = ""]) => ({
      metric,
      labels: {
        ...Object.fromEntries(
          [...labels.matchAll(pairs)].map(([, name = "", , is = ""]) => [name, is]),
        ),
        ...target,
      },
      value: Number(value),
    }),
  );

/** @returns all that an expression asks for */
export const selectorsIn = (expression: string): readonly Selector[] =>
  [...expression.matchAll(/(\w+)\{([^}]*)\}/g)].map(([, metric = "", labels = ""]) => ({
    metric,
    labels: Object.fromEntries(
      [...labels.matchAll(pairs)].map(([, name = "", operator, value = ""]) => [
        name,
        new RegExp(`^(?:${operator === "=" ? value.replaceAll(/[^\w]/g, "\\$&") : value})$`),
      ]),
    ),
  }));

/** @returns the series that a selector finds */
export const found = (series: readonly Series[], { metric, labels }: Selector): readonly Series[] =>
  series.filter(
    (one) =>
      one.metric === metric &&
      Object.entries(labels).every(([name, value]) => value.test(one.labels[name] ?? "")),
  );
