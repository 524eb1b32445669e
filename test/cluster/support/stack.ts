import { readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { copyProject, type Result, type Variables } from "../../support/project";
import { suiteFolder } from "../suite";

/** This project as it is, deployed from a copy as one of its own stacks, with a state of its own. */
export interface Stack {
  /** Runs the real CLI on the stack. */
  pulumi(args: readonly string[], variables?: Variables): Promise<Result>;
  /** @throws Error with what the CLI said, unless it ends with 0 */
  succeed(args: readonly string[], variables?: Variables): Promise<Result>;
  /** Runs a verb of the operations command on the stack. @throws Error with what it said, unless it ends with 0 */
  ops(...args: readonly string[]): Promise<string>;
  /** Types of all resources in the state. */
  types(): Promise<readonly string[]>;
  /** Changes a file of the copy. @throws Error unless it holds the text, once */
  edit(file: string, from: string, to: string): void;
  /** Removes the copy; what is deployed stays. */
  remove(): void;
}

/** The part that is read of what `pulumi stack export` says. */
interface Export {
  readonly deployment: { readonly resources?: readonly { readonly type: string }[] };
}

/** Variables of the run that its commands need; a copied project gets none of them by itself. */
const passed = ["PULUMI_HOME", "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", suiteFolder];

/** @param name of a stack with a file in this project: "dev" */
export async function copyStack(name: string): Promise<Stack> {
  // a run removes its folder even where a case was killed before it could
  const own = Object.fromEntries(passed.map((variable) => [variable, process.env[variable]]));
  const project = copyProject(process.env[suiteFolder] ?? tmpdir(), own);
  const pulumi: Stack["pulumi"] = (args, variables) =>
    project.pulumi([...args, "--stack", name], variables);
  const succeed: Stack["succeed"] = async (args, variables) => {
    const result = await pulumi(args, variables);
    if (result.code === 0) return result;
    throw new Error(
      `pulumi ${args.join(" ")} ended with ${result.code ?? "a signal"}:\n${result.output}`,
    );
  };
  await succeed(["stack", "init"]);
  // the one that tests may use need not be the current one
  await succeed(["config", "set", "context", process.env["NATS_STACK_TEST_CONTEXT"] ?? ""]);
  return {
    pulumi,
    succeed,
    ops: async (...args) => {
      const { code, output } = await project.ops(...args, "--stack", name);
      if (code === 0) return output;
      throw new Error(`ops ${args.join(" ")} ended with ${code ?? "a signal"}:\n${output}`);
    },
    types: async () => {
      const { output } = await succeed(["stack", "export"]);
      const { deployment } = JSON.parse(output) as Export;
      return (deployment.resources ?? []).map(({ type }) => type);
    },
    edit: (file, from, to) => {
      edit(join(project.folder, file), from, to);
    },
    remove: () => {
      project.remove();
    },
  };
}

function edit(path: string, from: string, to: string): void {
  const parts = readFileSync(path, "utf8").split(from);
  if (parts.length !== 2) throw new Error(`${path}: has "${from}" ${parts.length - 1} times`);
  writeFileSync(path, parts.join(to));
}
