import type { ConsumerBounds } from "./consumerBounds";

/** How much of a number of messages is certain. */
export type Certainty = "exactly" | "about" | "atLeast" | "atMost";

/** What stands before a number to say how certain it is. */
export const certaintyWords: Readonly<Record<Certainty, string>> = {
  exactly: "",
  about: "about ",
  atLeast: "at least ",
  atMost: "at most ",
};

/** So many messages. */
export interface Amount {
  readonly messages: number;
  readonly certainty: Certainty;
}

/** Why something could not be found out: what follows "not known: ". */
export interface Unknown {
  readonly unknown: string;
}

export type Answer = Amount | Unknown;

/** What to ask a server before a change, for its listing does not tell what that does. */
export interface Questions {
  /** How many messages are older than so many nanoseconds. */
  readonly olderThan?: number;
  /** How many messages are more than so many on their subject. */
  readonly abovePerSubject?: number;
  /** How many messages all consumers that want them have acknowledged. */
  readonly acknowledged?: true;
  /** Which consumers are above limits that the stream is to have. */
  readonly beyond?: ConsumerBounds;
}

/** The answers to such questions. */
export type Measured = {
  readonly [Question in Exclude<keyof Questions, "beyond">]?: Answer;
} & {
  /** As `beyondBounds` tells them. */
  readonly beyond?: readonly string[] | Unknown;
};

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
