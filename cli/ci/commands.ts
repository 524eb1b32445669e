import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { Mistake } from "../mistake";
import type { Done } from "../ops/commands/command";
import { exitCodes } from "../ops/exitCodes";
import { repositoryOf } from "./github";
import { comment, driftIssue } from "./posts";

/** The command line of {@link comment}. */
export const commentCommand = (done: Done): Command =>
  new Command("comment")
    .summary("put a text under a pull request, in the place of the one before")
    .requiredOption("--stack <name>", "name of the stack")
    .requiredOption("--pull <number>", "number of the pull request", wholeNumber)
    .requiredOption("--file <file>", "the text, in Markdown")
    .action(
      async (options: { readonly stack: string; readonly pull: number; readonly file: string }) => {
        const { stack, pull, file } = options;
        const text = textOf(file);
        console.log(`comment: ${await comment(repositoryOf(process.env), pull, stack, text)}`);
        done(exitCodes.fine);
      },
    );

/** The command line of {@link driftIssue}. */
export const issueCommand = (done: Done): Command =>
  new Command("issue")
    .summary("keep one issue open as long as a stack drifts")
    .requiredOption("--stack <name>", "name of the stack")
    .option("--file <file>", "the report, in Markdown; without one the issue is closed")
    .action(async ({ stack, file }: { readonly stack: string; readonly file?: string }) => {
      const report = file === undefined ? undefined : textOf(file);
      console.log(`issue: ${await driftIssue(repositoryOf(process.env), stack, report)}`);
      done(exitCodes.fine);
    });

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new Mistake(`--file: cannot read "${file}"; name a file with the text`, { cause });
  }
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`got "${text}"; write the number of a pull request, such as 12`);
}
