import { Command } from "commander";
import { commentCommand, issueCommand } from "./ci/commands";
import { deploy } from "./ci/deploy";
import { drift } from "./ci/drift";
import { preview } from "./ci/preview";
import type * as resetModule from "./ci/reset";
import { runCommandLine } from "./commandLine";
import type { Done } from "./ops/commands/command";
import type { ExitCode } from "./ops/exitCodes";

/** Loads a module of this project by its path, without ending. */
export type Load = (module: string) => unknown;

/**
 * `npm run ci -- STEP`: what the workflows run, the same on any machine.
 *
 * @param load for the step that needs the systems: where one of their files cannot be read, the others still tell that
 * @returns exit code: 0 fine, 1 something differs, 2 wrong usage, or Pulumi or GitHub failed
 */
export function main(args: readonly string[], load: Load): Promise<ExitCode> {
  return runCommandLine((done) => commandLine(done, load), args);
}

const commandLine = (done: Done, load: Load): Command =>
  new Command("npm run ci --")
    .description("The steps of the workflows, the same on any machine.")
    .addCommand(deployCommand(done))
    .addCommand(previewCommand(done))
    .addCommand(driftCommand(done))
    .addCommand(resetCommand(done, load))
    .addCommand(commentCommand(done))
    .addCommand(issueCommand(done));

const stackOption = ["--stack <name>", "name of the stack"] as const;

const deployCommand = (done: Done): Command =>
  new Command("deploy")
    .summary("deploy a stack, then prove that nothing is left to change")
    .requiredOption(...stackOption)
    .action(async ({ stack }: { readonly stack: string }) => {
      done(await deploy(stack));
    });

const previewCommand = (done: Done): Command =>
  new Command("preview")
    .summary("write what a deployment would do, for a pull request; changes nothing")
    .requiredOption(...stackOption)
    .requiredOption("--markdown <file>", "where to write it")
    .action(async ({ stack, markdown }: { readonly stack: string; readonly markdown: string }) => {
      done(await preview(stack, markdown));
    });

const driftCommand = (done: Done): Command =>
  new Command("drift")
    .summary(
      "tell what somebody changed on the servers from what is not deployed yet; changes nothing",
    )
    .requiredOption(...stackOption)
    .option("--markdown <file>", "write the report there as well")
    .action(async ({ stack, markdown }: { readonly stack: string; readonly markdown?: string }) => {
      done(await drift(stack, markdown));
    });

const resetCommand = (done: Done, load: Load): Command =>
  new Command("reset")
    .summary("destroy and deploy a stack whose data is disposable; all of its messages go")
    .requiredOption(...stackOption)
    .requiredOption("--yes", "say that all messages of the stack may go")
    .action(async ({ stack }: { readonly stack: string }) => {
      const { reset } = load("cli/ci/reset") as typeof resetModule;
      done(await reset(stack));
    });
