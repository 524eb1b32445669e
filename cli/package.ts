import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, posix, resolve } from "node:path";
import * as esbuild from "esbuild";

/** Entry points of the package by the names of their bundles; as toolchain/load.cjs asks for them. */
const entries = {
  library: "library.ts",
  "components-provider-handlers": "components/provider/handlers.ts",
  "cli-ops": "cli/ops.ts",
} as const;

/** Below the project's folder: what the build makes, and npm packs. */
const output = "dist/package";

/**
 * `npm pack` runs this first (script `prepack`): bundles what other projects import and run, and writes the types.
 *
 * @returns exit code
 */
export async function main(): Promise<number> {
  const root = dirname(__dirname);
  rmSync(join(root, output), { recursive: true, force: true });
  const [, code] = await Promise.all([bundle(root), writeTypes(root)]);
  if (code === 0) removeUnused(join(root, output, "types"), "library.d.ts");
  return code;
}

const bundle = (root: string): Promise<unknown> =>
  esbuild.build({
    absWorkingDir: root,
    entryPoints: { ...entries },
    outdir: output,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    packages: "external",
    define: { NATS_STACK_PACKAGE: "true" },
    plugins: [ownSystems(root)],
    logLevel: "warning",
  });

/** In the package, the systems are those of the project that installed it. */
const ownSystems = (root: string): esbuild.Plugin => ({
  name: "own-systems",
  setup: (build) => {
    build.onResolve({ filter: /\/systems$/ }, ({ path, resolveDir }) =>
      resolve(resolveDir, path) === join(root, "systems")
        ? { path: "../../toolchain/ownSystems.cjs", external: true }
        : undefined,
    );
  },
});

async function writeTypes(root: string): Promise<number> {
  const compiler = require.resolve("typescript/bin/tsc");
  const child = spawn(process.execPath, [compiler, "-p", "tsconfig.package.json"], {
    cwd: root,
    stdio: "inherit",
  });
  await once(child, "close");
  return child.exitCode ?? 1;
}

/** The compiler writes the types of every module that was read; what the entry does not name is nobody's. */
function removeUnused(folder: string, entry: string): void {
  const used = new Set<string>();
  const visit = (file: string): void => {
    if (used.has(file)) return;
    used.add(file);
    const text = readFileSync(join(folder, file), "utf8");
    for (const [, module = ""] of text.matchAll(/^(?:import|export)\b.* from "(\.[^"]+)"/gm)) {
      const path = posix.join(posix.dirname(file), module);
      const found = [`${path}.d.ts`, `${path}/index.d.ts`].find((one) =>
        existsSync(join(folder, one)),
      );
      if (found === undefined) throw new Error(`${file}: no types of "${module}"`);
      visit(found);
    }
  };
  visit(entry);
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (file.endsWith(".d.ts") && !used.has(file.replaceAll("\\", "/"))) rmSync(join(folder, file));
  }
}
