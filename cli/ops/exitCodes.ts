/** What a verb ends with; a contract with scripts and with whoever runs it as a check. */
export const exitCodes = {
  /** Done, or as it should be. */
  fine: 0,
  /** A check found differences, what was waited for did not come, the answer was no, or only a part was done. */
  differs: 1,
  /** Nothing was done: wrong usage, no such stack, or no server that answers. */
  trouble: 2,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
