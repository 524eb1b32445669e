import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** Forbids imports that would go against the one-way rule of docs/architecture.md: of a folder, or of one module. */
const layer = (place, patterns) => ({
  files: [place.endsWith(".ts") ? place : `${place}/**/*.ts`],
  rules: {
    "no-restricted-imports": ["error", { patterns }],
    "no-restricted-syntax": [
      "error",
      ...patterns.map(({ regex, message }) => ({
        selector: `ImportExpression[source.value=/${regex.replaceAll("/", "\\/")}/]`,
        message,
      })),
    ],
  },
});

const up = (names, message) => ({ regex: `^(\\.\\./)+(${names})(/|$)`, message });
const beside = (names, message) => ({ regex: `^\\./(${names})(/|$)`, message });
const pulumi = {
  regex: "^@pulumi/",
  message: "Pulumi belongs to index.ts, config.ts and components/",
};
const packages = { regex: "^(?!\\.|node:)", message: "toolchain/ runs before there are packages" };
const nats = { regex: "^nats$", message: "NATS I/O belongs to jetstream/" };

export default tseslint.config(
  { ignores: ["node_modules/", "dist/", ".nats-stack/", "test/fixtures/"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((c) => ({ ...c, files: ["**/*.ts"] })),
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 30, skipBlankLines: true, skipComments: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "no-console": "error",
    },
  },
  {
    files: ["**/*.cjs"],
    languageOptions: {
      sourceType: "commonjs",
      globals: {
        require: "readonly",
        module: "writable",
        exports: "writable",
        process: "readonly",
        __dirname: "readonly",
        __filename: "readonly",
        console: "readonly",
      },
    },
  },
  layer("domain", [
    { regex: "^[^.]", message: "domain/ is pure: no packages, no Node built-ins" },
    up(
      "jetstream|targets|components|systems|toolchain|cli|docs|test|index|config|deploySystems|library",
      "domain/ imports nothing but itself",
    ),
  ]),
  layer("systems", [
    { regex: "^[^.]", message: "systems/ is typed data: it imports domain/ alone" },
    up(
      "jetstream|targets|components|toolchain|cli|docs|test|index|config|deploySystems|library",
      "systems/ imports domain/ alone",
    ),
  ]),
  layer("jetstream", [
    pulumi,
    up(
      "targets|components|systems|toolchain|cli|docs|test|index|config|deploySystems|library",
      "jetstream/ imports domain/ alone",
    ),
  ]),
  layer("targets", [
    pulumi,
    nats,
    up(
      "components|toolchain|cli|docs|test|index|config|deploySystems|library",
      "targets/ imports systems/, jetstream/ and domain/ alone",
    ),
  ]),
  layer("components", [
    nats,
    up(
      "systems|toolchain|cli|docs|test|index|config|deploySystems|library",
      "components/ import targets/, jetstream/ and domain/ alone",
    ),
  ]),
  layer("toolchain", [
    packages,
    up(
      "domain|targets|components|systems|jetstream|cli|docs|test|index|config|deploySystems|library",
      "toolchain/ imports nothing of the product",
    ),
  ]),
  layer("cli", [
    pulumi,
    nats,
    up(
      "components|docs|test|index|config|deploySystems|library",
      "cli/ imports toolchain/, systems/, targets/, jetstream/ and domain/",
    ),
  ]),
  layer("examples", [
    nats,
    up(
      "systems|targets|jetstream|toolchain|cli|docs|test|index|config|deploySystems|library",
      "examples/ use what others may use: components/ and domain/",
    ),
  ]),
  layer("docs", [
    pulumi,
    nats,
    up(
      // the page of the operations command is made of the command itself
      "jetstream|targets|components|toolchain|cli(?!/ops/(program|permissions)$)|test|index|config|deploySystems|library",
      "docs/ imports systems/, domain/ and the command line of cli/ops/ alone",
    ),
  ]),
  layer("config.ts", [
    nats,
    beside(
      "components|systems|targets|jetstream|toolchain|cli|docs|test|index",
      "config.ts imports domain/ alone",
    ),
  ]),
  layer("index.ts", [
    nats,
    beside(
      "targets|jetstream|toolchain|cli|docs|test",
      "index.ts composes: it imports config.ts, systems/, components/ and domain/",
    ),
  ]),
  ...["deploySystems.ts", "library.ts"].map((place) =>
    layer(place, [
      nats,
      beside(
        "targets|jetstream|toolchain|cli|docs|test|index",
        `${place} composes: it imports config.ts, systems/, components/ and domain/`,
      ),
    ]),
  ),
  // its packages are those of the test that installs it
  { files: ["examples/own-program/**/*.ts"], ...tseslint.configs.disableTypeChecked },
  {
    files: ["test/**/*.ts", "bench/**/*.ts"],
    rules: {
      "max-lines-per-function": "off",
      "@typescript-eslint/no-unused-expressions": "off",
      // index.ts exports a function the way the Pulumi SDK wants it
      "@typescript-eslint/no-require-imports": ["error", { allowAsImport: true }],
    },
  },
  {
    files: [
      "cli/**/*.ts",
      "test/run.ts",
      "test/cluster/run.ts",
      "test/faults/run.ts",
      "test/gaps/run.ts",
      "bench/**/*.ts",
      "docs/**/*.ts",
    ],
    rules: { "no-console": "off" },
  },
);
