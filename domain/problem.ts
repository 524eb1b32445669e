/** One mistake of a user: where it is, and a reason that says what was got, what is allowed and the way out. */
export interface Problem {
  /** From the outside in: `stream "ORDERS": maxAge`, `nats-stack:systems`. */
  readonly path: string;
  /** Lower case, names in double quotes, no final full stop. */
  readonly reason: string;
}

/** @returns one line per problem, `path: reason`, equal lines once, in the order found */
export const problemLines = (problems: readonly Problem[]): readonly string[] => [
  ...new Set(problems.map(({ path, reason }) => `${path}: ${reason}`)),
];

/** @returns the same problems with a path in front of theirs */
export const under = (path: string, problems: readonly Problem[]): readonly Problem[] =>
  problems.map((problem) => ({ ...problem, path: `${path}: ${problem.path}` }));
