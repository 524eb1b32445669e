/** Something only the person at the keyboard can put right. */
export class Mistake extends Error {
  /** Read by toolchain/bootstrap.cjs: print the message alone, exit with 1. */
  static readonly userMistake = true;
  override readonly name = "Mistake";
}
