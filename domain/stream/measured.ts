/** How much of a number of messages is certain. */
export type Certainty = "exactly" | "about" | "atLeast" | "atMost";

/** So many messages. */
export interface Amount {
  readonly messages: number;
  readonly certainty: Certainty;
}

/** An amount, or why it could not be found out: what follows "not known: ". */
export type Answer = Amount | { readonly unknown: string };

/** What to ask a server before a change, for its listing does not tell how many messages would go. */
export interface Questions {
  /** How many messages are older than so many nanoseconds. */
  readonly olderThan?: number;
  /** How many messages are more than so many on their subject. */
  readonly abovePerSubject?: number;
  /** How many messages all consumers that want them have acknowledged. */
  readonly acknowledged?: true;
}

/** The answers to such questions. */
export type Measured = { readonly [Question in keyof Questions]?: Answer };

/** @returns whether an answer is a number */
export const isAmount = (answer: Answer | undefined): answer is Amount =>
  answer !== undefined && "messages" in answer;

/** A consumer, as far as it holds messages of its stream back. */
export interface Reader {
  /** No filter is all subjects. */
  readonly filters: readonly string[];
  /** How many messages it wants at all. */
  readonly wanted: number;
  /** Not delivered yet, or delivered and not acknowledged. */
  readonly waiting: number;
  /** Of these, delivered and not acknowledged. */
  readonly unacked: number;
  /** Whether it began with the first message. */
  readonly fromTheStart: boolean;
}
