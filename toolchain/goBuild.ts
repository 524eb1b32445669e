import * as path from "node:path";

import { install } from "./cache";
import { type Context } from "./context";
import { Unavailable } from "./errors";
import { type Kit, type ToolName } from "./kits";
import { inStep, type Step } from "./progress";
import { type Environment, lastWords, run } from "./run";
import { writeShim } from "./shim";
import { type Tool } from "./tool";
import { LANGUAGE_HOST_VERSION, NATS_SERVER_VERSION, PULUMI_VERSION } from "./versions";

const ASK_MILLIS = 20_000;
const BUILD_MILLIS = 45 * 60_000;

const PULUMI_VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** One executable: the folder below toolchain/go with its go.mod and go.sum, and the package that is built there. */
interface Target {
  readonly executable: string;
  readonly package: string;
  readonly version: string;
  readonly linkerFlags: string;
}

const TARGETS: Readonly<Record<ToolName, readonly Target[]>> = {
  pulumi: [
    {
      executable: "pulumi",
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      version: PULUMI_VERSION,
      linkerFlags: `-s -w -X ${PULUMI_VERSION_VARIABLE}=v${PULUMI_VERSION}`,
    },
    {
      executable: "pulumi-language-nodejs",
      package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
      version: LANGUAGE_HOST_VERSION,
      linkerFlags: `-s -w -X ${PULUMI_VERSION_VARIABLE}=v${LANGUAGE_HOST_VERSION}`,
    },
  ],
  "nats-server": [
    {
      executable: "nats-server",
      package: "github.com/nats-io/nats-server/v2",
      version: NATS_SERVER_VERSION,
      linkerFlags: "-s -w",
    },
  ],
};

/** As pulumi's own releases are built; without cgo no C compiler is needed. */
const FLAGS = ["-trimpath", "-buildvcs=false", "-tags", "osusergo,grpcnotrace"];

const goEnvironment = ({ environment }: Context): Environment => ({
  ...environment,
  GOFLAGS: "",
  GOWORK: "off",
  CGO_ENABLED: "0",
  // pulumi's modules are pinned by go.sum; their checksum database entries are not always to be had
  GONOSUMDB: [environment["GONOSUMDB"], "github.com/pulumi/*"].filter(Boolean).join(","),
  ...(isOffline(environment) ? { GOPROXY: "off", GOTOOLCHAIN: "local" } : { GOTOOLCHAIN: "auto" }),
});

/** NATS_STACK_OFFLINE, set to anything but "" and "0": nothing is fetched; a Go build makes do with what Go has. */
export const isOffline = ({ NATS_STACK_OFFLINE: value = "" }: Environment): boolean =>
  value !== "" && value !== "0";

async function needGo(context: Context): Promise<void> {
  const asked = await run("go", ["version"], {
    environment: goEnvironment(context),
    folder: modulesFolder(),
    millis: ASK_MILLIS,
  });
  if (asked.code !== 0) throw new Unavailable(`go on PATH: ${lastWords(asked)}`);
}

/** toolchain/go, also seen from the bundle in dist/. */
const modulesFolder = (): string => path.join(path.dirname(__dirname), "toolchain", "go");

async function build(
  target: Target,
  version: string,
  folder: string,
  step: Step,
  context: Context,
): Promise<void> {
  const pinned = version === target.version;
  const flags = [...FLAGS, "-ldflags", target.linkerFlags];
  // another version than the pinned one has no go.sum here: Go's checksum database stands in for it
  const parameters = pinned
    ? ["build", "-mod=readonly", ...flags, "-o", path.join(folder, target.executable)]
    : ["install", ...flags];
  const result = await run("go", [...parameters, target.package + (pinned ? "" : `@v${version}`)], {
    environment: { ...goEnvironment(context), GOBIN: pinned ? "" : folder },
    folder: pinned ? path.join(modulesFolder(), target.executable) : folder,
    millis: BUILD_MILLIS,
    onProgress: (text) => {
      step.detail(text.trim().split("\n").at(-1) ?? "");
    },
  });
  if (result.code !== 0)
    throw new Unavailable(`go build of ${target.executable}: ${lastWords(result)}`);
}

/**
 * Builds a tool from Go modules, pinned by toolchain/go. From a cold cache the CLI takes about four minutes on two
 * cores; a build that was interrupted goes on where it was, since Go keeps what is done.
 * @throws Unavailable if there is no Go, or the build fails
 */
export async function fromGo(kit: Kit, context: Context): Promise<Tool> {
  await needGo(context);
  return install(kit, "go", context, async ({ result }) => {
    for (const target of TARGETS[kit.name]) {
      const version = kit.name === "nats-server" ? kit.version : target.version;
      const title = `building ${target.executable} ${version} from Go modules`;
      await inStep(context.report, title, (step) => build(target, version, result, step, context));
    }
    if (kit.name === "pulumi") await writeShim(path.join(result, "pulumi-resource-pulumi-nodejs"));
  });
}
