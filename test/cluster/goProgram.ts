import { join } from "node:path";
import { isOffline } from "../../toolchain/goBuild";
import { inStep, type Report } from "../../toolchain/progress";
import { lastWords, run } from "../../toolchain/run";
import { cached } from "./cached";
import { ClusterError } from "./cluster";
import { clusterSources } from "./places";

/** A program of go/<folder>, which pins its modules by go.mod and go.sum. */
export interface GoProgram {
  /** Folder below go/ and name of the executable. */
  readonly name: string;
  readonly version: string;
  /** A command of one of these modules. @default main.go of the folder */
  readonly package?: string;
  readonly linkerFlags: readonly string[];
  /** Folder of go.mod and main.go. @default go/<name> here */
  readonly folder?: string;
  /** For people, of a build from nothing on two cores. */
  readonly takes: string;
}

const buildMillis = 45 * 60_000;

/**
 * Builds a program once per version and machine. A build that was interrupted goes on where it was, since Go keeps what is
 * done.
 *
 * @returns path of the executable
 * @throws ClusterError without Go, or if the build fails
 */
export async function goProgram(program: GoProgram, report: Report): Promise<string> {
  const folder = program.folder ?? join(clusterSources(), "go", program.name);
  const sources = program.package === undefined ? ["main.go"] : [];
  const files = ["go.mod", "go.sum", ...sources].map((name) => join(folder, name));
  const entry = { ...program, from: { files, settings: program.linkerFlags } };
  const made = await cached(entry, ({ result }) => build(program, folder, result, report));
  return join(made, program.name);
}

async function build(
  { name, version, linkerFlags, takes, package: command = "." }: GoProgram,
  folder: string,
  target: string,
  report: Report,
): Promise<void> {
  const title = `building ${name} ${version} from Go modules (${takes} on two cores, once)`;
  const flags = ["-trimpath", "-buildvcs=false", "-mod=readonly"];
  const linker = ["-ldflags", ["-s", "-w", ...linkerFlags].join(" ")];
  const result = await inStep(report, title, (step) =>
    run("go", ["build", ...flags, ...linker, "-o", join(target, name), command], {
      environment: goEnvironment(),
      folder,
      millis: buildMillis,
      onProgress: (text) => {
        step.detail(text.trim().split("\n").at(-1) ?? "");
      },
    }),
  );
  if (result.code !== 0) throw new ClusterError(`go build of ${name}: ${lastWords(result)}`);
}

const goEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  GOFLAGS: "",
  GOWORK: "off",
  CGO_ENABLED: "0",
  ...(isOffline(process.env) && { GOPROXY: "off" }),
  GOTOOLCHAIN: isOffline(process.env) ? "local" : "auto",
});
