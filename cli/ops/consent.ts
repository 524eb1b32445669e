import { createInterface } from "node:readline/promises";
import { checkNamed } from "./guard";
import type { Voice } from "./voice";

/** What a person said beforehand about a deletion. */
export interface ConsentRequest {
  /** Do it without asking. */
  readonly yes: boolean;
  /** Only show it. */
  readonly dryRun: boolean;
  /** The stack whose protected data is meant. */
  readonly confirmStack?: string;
}

/** Somebody who can be asked: a terminal. */
export interface Person {
  /** @returns one line, without its end; undefined where there is none to come */
  ask(question: string): Promise<string | undefined>;
}

/** @returns the person at this process, where there is one and the answer is for people */
export function personHere({ json }: Voice): Person | undefined {
  if (json || !process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  return {
    ask: async (question) => {
      // questions are not part of the answer
      const line = createInterface({ input: process.stdin, output: process.stderr });
      try {
        return await Promise.race([
          line.question(question),
          new Promise<undefined>((resolve) =>
            line.once("close", () => {
              resolve(undefined);
            }),
          ),
        ]);
      } finally {
        line.close();
      }
    },
  };
}

/** How a person decided: to do it, not to do it, or only to see it. */
export type Consent = "yes" | "no" | "dryRun";

/**
 * Finds out whether something that deletes messages may be done. Off a terminal nothing is done without leave.
 *
 * @param guarding name of the stack that guards the data; absent where none does
 * @param what is asked, such as "purge 2 streams"
 * @throws Mistake where leave was given, but not for guarded data
 */
export async function consentTo(
  what: string,
  guarding: string | undefined,
  request: ConsentRequest,
  person: Person | undefined,
): Promise<Consent> {
  const { yes, dryRun, confirmStack } = request;
  if (dryRun) return "dryRun";
  if (yes) {
    checkNamed(guarding, confirmStack);
    return "yes";
  }
  if (person === undefined) return "dryRun";
  if (guarding !== undefined) {
    const name = await person.ask(
      `${what}? The data of stack "${guarding}" is protected: write its name to go on: `,
    );
    return name?.trim() === guarding ? "yes" : "no";
  }
  const reply = await person.ask(`${what}? Write "yes" to go on: `);
  return reply?.trim().toLowerCase() === "yes" ? "yes" : "no";
}

/** @returns how to do what was only shown */
export const howToDoIt = (guarding: string | undefined): string =>
  guarding === undefined
    ? "add --yes to do it"
    : `add "--yes --confirm-stack ${guarding}" to do it: the data of this stack is protected`;
