import { tmpdir } from "node:os";
import { copyProject, finished, type Result } from "../../support/project";
import { type SampleStream, sampleSystem } from "../../support/sampleSystem";
import { suiteFolder } from "../suite";

/** This project deployed with a system of the test's own: servers and streams in a namespace that nobody else uses. */
export interface OwnStack {
  /** Writes the stack's configuration anew; `cluster` is what it says of the servers. */
  configure(cluster: object, more?: object): void;
  declare(streams: Readonly<Record<string, SampleStream>>): void;
  /** Runs the real CLI; `heard` is told at once what it says. */
  pulumi(args: readonly string[], heard?: (text: string) => void): Promise<Result>;
  /** @throws Error with what the CLI said, unless it ends with 0 */
  succeed(args: readonly string[], heard?: (text: string) => void): Promise<Result>;
  /** Removes the copy; what is deployed stays. */
  remove(): void;
}

/** A roll of three servers takes its time. */
const patienceMillis = 280_000;

/** Variables of the run that the CLI needs; a copied project gets none of them by itself. */
const passed = ["PULUMI_HOME", "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", suiteFolder];

/** Data is disposable, so that a case can clean up whatever became of the servers. */
const always = { target: "kubernetes", dataLoss: "allow" };

/** What is asked for by default would not fit beside other tests. */
const small = { resources: { cpuRequest: "10m" }, timings: { lameDuckGrace: "1s" } };

/** @param namespace the system's, and its name; the service is "nats" */
export async function makeOwnStack(namespace: string): Promise<OwnStack> {
  // a run removes its folder even where a case was killed before it could
  const project = copyProject(process.env[suiteFolder] ?? tmpdir());
  const own = Object.fromEntries(passed.map((variable) => [variable, process.env[variable]]));
  const pulumi: OwnStack["pulumi"] = (args, heard) =>
    finished(project.start([...args, "--stack", "test"], own), patienceMillis, heard);
  const succeed: OwnStack["succeed"] = async (args, heard) => {
    const result = await pulumi(args, heard);
    if (result.code === 0) return result;
    throw new Error(
      `pulumi ${args.join(" ")} ended with ${result.code ?? "a signal"}:\n${result.output}`,
    );
  };
  project.configure(always);
  await succeed(["stack", "init"]);
  return {
    configure: (cluster, more = {}) => {
      const context = process.env["NATS_STACK_TEST_CONTEXT"];
      project.configure({ ...always, context, cluster: { ...small, ...cluster }, ...more });
    },
    declare: (streams) => {
      project.declare(sampleSystem(streams, namespace));
    },
    pulumi,
    succeed,
    remove: () => {
      project.remove();
    },
  };
}
