import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";

const root = dirname(__dirname);

/** The import rules need no types, and loading those takes seconds. */
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [{ files: ["**/*.ts"], ...tseslint.configs.disableTypeChecked }],
});

const importRules: readonly (string | null)[] = ["no-restricted-imports", "no-restricted-syntax"];

/** What the import rules say of a module, or of one in a folder, that imports this. */
async function refusals(place: string, statement: string): Promise<readonly string[]> {
  const [result] = await eslint.lintText(`${statement}\n`, {
    filePath: join(root, place.endsWith(".ts") ? place : `${place}/anything.ts`),
  });
  return (result?.messages ?? [])
    .filter(({ ruleId }) => importRules.includes(ruleId))
    .map(({ message }) => message);
}

/** The ways to write an import that a person may choose from. */
const forms: readonly ((module: string) => string)[] = [
  (module) => `import { thing } from "${module}";`,
  (module) => `import type { Thing } from "${module}";`,
  (module) => `import "${module}";`,
  (module) => `export { thing } from "${module}";`,
  (module) => `export * from "${module}";`,
  (module) => `export const thing = import("${module}");`,
];

interface Layer {
  /** A folder, or one module. */
  readonly place: string;
  readonly allowed: readonly string[];
  readonly forbidden: readonly string[];
}

const layers: readonly Layer[] = [
  {
    place: "domain",
    allowed: ["./units"],
    forbidden: [
      "../targets/target",
      "../jetstream/connection",
      "../components/stream",
      "../systems",
      "../toolchain/tools",
      "../cli/start",
      "../config",
      "../index",
      "@pulumi/pulumi",
      "nats",
      "node:fs",
      "fs",
    ],
  },
  {
    place: "systems",
    allowed: ["../domain/system", "./observabilityAgent"],
    forbidden: [
      "../targets/target",
      "../jetstream/connection",
      "../components/stream",
      "../toolchain/tools",
      "../cli/start",
      "../config",
      "../index",
      "@pulumi/pulumi",
      "nats",
      "node:fs",
    ],
  },
  {
    place: "jetstream",
    allowed: ["../domain/stream", "nats", "node:tls"],
    forbidden: [
      "../targets/target",
      "../components/stream",
      "../systems",
      "../toolchain/tools",
      "../cli/start",
      "../config",
      "../index",
      "@pulumi/pulumi",
    ],
  },
  {
    place: "targets",
    allowed: [
      "../domain/place",
      "../jetstream/target",
      "../systems",
      "./podForward",
      "@kubernetes/client-node",
      "node:net",
    ],
    forbidden: [
      "../components/stream",
      "../toolchain/tools",
      "../cli/start",
      "../config",
      "../index",
      "@pulumi/pulumi",
      "nats",
    ],
  },
  {
    place: "components",
    allowed: [
      "../domain/stream",
      "../jetstream/connection",
      "../targets/target",
      "@pulumi/pulumi",
      "node:fs",
    ],
    forbidden: [
      "../systems",
      "../toolchain/tools",
      "../cli/start",
      "../config",
      "../index",
      "nats",
    ],
  },
  {
    place: "components/provider",
    allowed: ["../../domain/stream", "../../jetstream/connection", "../../targets/target"],
    forbidden: [
      "../../systems",
      "../../toolchain/tools",
      "../../cli/start",
      "../../config",
      "nats",
    ],
  },
  {
    place: "toolchain",
    allowed: ["./errors", "node:fs"],
    forbidden: [
      "../targets/target",
      "../domain/json",
      "esbuild",
      "../jetstream/connection",
      "../components/stream",
      "../systems",
      "../cli/start",
      "../config",
      "../index",
      "@pulumi/pulumi",
      "nats",
    ],
  },
  {
    place: "cli",
    allowed: [
      "../toolchain/tools",
      "../systems",
      "../targets/target",
      "../jetstream/connection",
      "../domain/json",
    ],
    forbidden: ["../components/stream", "../config", "../index", "@pulumi/pulumi", "nats"],
  },
  {
    place: "examples/consumer",
    allowed: ["../../components/reference", "../../domain/outputs", "@pulumi/pulumi"],
    forbidden: ["../../systems", "../../jetstream/connection", "../../toolchain/tools", "nats"],
  },
  {
    place: "docs",
    allowed: ["../systems", "../domain/fields", "../cli/ops/program", "node:fs"],
    forbidden: [
      "../targets/target",
      "../jetstream/connection",
      "../components/stream",
      "../toolchain/tools",
      "../cli/start",
      "../cli/ops/purge",
      "../config",
      "../index",
      "@pulumi/pulumi",
      "nats",
    ],
  },
  {
    place: "config.ts",
    allowed: ["./domain/settings", "@pulumi/pulumi"],
    forbidden: [
      "./targets/target",
      "./systems",
      "./components/stream",
      "./jetstream/connection",
      "./toolchain/tools",
      "./cli/start",
      "./index",
      "nats",
    ],
  },
  ...["deploySystems.ts", "library.ts"].map((place) => ({
    place,
    allowed: ["./config", "./systems", "./components/stream", "./domain/declare", "@pulumi/pulumi"],
    forbidden: ["./targets/target", "./jetstream/connection", "./cli/start", "./index", "nats"],
  })),
  {
    place: "index.ts",
    allowed: ["./config", "./systems", "./components/stream", "./domain/declare", "@pulumi/pulumi"],
    forbidden: [
      "./targets/target",
      "./jetstream/connection",
      "./toolchain/tools",
      "./cli/start",
      "./docs/pages",
      "nats",
    ],
  },
];

describe("lint", function () {
  this.timeout(60_000);

  for (const { place, allowed, forbidden } of layers) {
    for (const module of allowed) {
      it(`lets ${place} import "${module}"`, async () => {
        for (const form of forms) {
          assert.deepEqual(await refusals(place, form(module)), [], form(module));
        }
      });
    }
    for (const module of forbidden) {
      it(`fails where ${place} imports "${module}", however that is written`, async () => {
        for (const form of forms) {
          assert.equal((await refusals(place, form(module))).length, 1, form(module));
        }
      });
    }
  }

  it("fails where a module in a deeper folder imports upwards", async () => {
    const statement = 'import { thing } from "../../cli/start";';
    assert.equal((await refusals("domain/some/where", statement)).length, 1);
  });
});
