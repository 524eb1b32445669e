/** A failure that a person can put right: its message is the whole story, so it is shown without a stack. */
export class ToolchainError extends Error {
  /** Read by toolchain/bootstrap.cjs: print the message alone, exit with 1. */
  static readonly userMistake = true;
  override readonly name = "ToolchainError";
}

/** One source cannot give the tool here: the next source is asked, and the reason is told with whatever is taken. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}
