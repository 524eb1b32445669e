/**
 * Keeps the engine from writing the whole state before and after every step, which a file backend does and which makes
 * the time of a run grow with the square of the number of resources. The state is still written when a run ends, also by
 * an error or by Ctrl-C. After a kill it is that of before the run: whoever uses this refreshes then, and what was made
 * meanwhile is taken back by its ownership mark (docs/decisions/0010).
 *
 * @see pulumi pkg/backend/snapshot.go, unsafeServiceLoop
 */
export const withoutCheckpoints = {
  PULUMI_SKIP_CHECKPOINTS: "true",
} as const;
