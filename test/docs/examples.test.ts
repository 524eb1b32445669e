import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { blocksOf, pagesBelow } from "../support/markdown";

const root = dirname(dirname(__dirname));

/** A TypeScript example, as a file that does not exist. */
interface Example {
  readonly place: string;
  readonly file: string;
  readonly text: string;
}

/** A first line such as `// systems/orders.ts` says where an example stands; the others stand beside index.ts. */
const placed = /^\/\/ ([\w./-]+)\.ts\n/;

function examples(): readonly Example[] {
  const taken = new Set<string>();
  const fileOf = (text: string, at: number): string => {
    const wanted = join(root, placed.exec(text)?.[1] ?? "example");
    const free = !taken.has(wanted) && !existsSync(`${wanted}.ts`);
    taken.add(wanted);
    return free ? `${wanted}.ts` : `${wanted}-example-${at}.ts`;
  };
  return pagesBelow(root)
    .flatMap(blocksOf)
    .filter(({ language }) => language === "ts")
    .map(({ place, text }, at) => ({ place, text, file: fileOf(text, at) }));
}

const wrong: Example = {
  place: "here",
  file: join(root, "domain", "example-that-is-wrong.ts"),
  text: 'import type { Duration } from "./units";\nexport const week: Duration = "7 days";\n',
};

/** As in Pulumi's own documentation, an example may use the SDK without importing it. */
const globals: Example = {
  place: "the names that examples need not import",
  file: join(root, "example-globals.d.ts"),
  text: 'declare const pulumi: typeof import("@pulumi/pulumi");\n',
};

/** @returns what the compiler says of each example, by place; examples without mistakes have no key */
function mistakes(all: readonly Example[]): ReadonlyMap<string, string> {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (file) =>
    ts.sys.readFile(file),
  ) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  // an example ends where its point is made
  const program = ts.createProgram({
    rootNames: all.map(({ file }) => file),
    options: { ...options, types: ["node"], noUnusedLocals: false },
    host: hostWith(all, options),
  });
  return new Map(
    all.flatMap(({ place, file }) => {
      const source = program.getSourceFile(file);
      const found = [
        ...program.getSyntacticDiagnostics(source),
        ...program.getSemanticDiagnostics(source),
      ].map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
      return found.length === 0 ? [] : [[place, found.join("\n")]];
    }),
  );
}

/** The compiler's host, with the examples among its files. */
function hostWith(all: readonly Example[], options: ts.CompilerOptions): ts.CompilerHost {
  const texts = new Map(all.map(({ file, text }) => [file, text]));
  const host = ts.createCompilerHost(options);
  return {
    ...host,
    fileExists: (file) => texts.has(file) || host.fileExists(file),
    readFile: (file) => texts.get(file) ?? host.readFile(file),
    getSourceFile: (file, languageVersion, ...rest) => {
      const text = texts.get(file);
      return text === undefined
        ? host.getSourceFile(file, languageVersion, ...rest)
        : ts.createSourceFile(file, text, languageVersion);
    },
  };
}

describe("TypeScript examples of the documentation", function () {
  this.timeout(60_000);

  it("compile with the project's own settings", () => {
    const all = examples();
    assert.notEqual(all.length, 0);
    const found = mistakes([globals, ...all, wrong]);
    assert.match(found.get(wrong.place) ?? "", /"7 days"/, "mistakes are seen");
    assert.deepEqual(
      [...found].filter(([place]) => place !== wrong.place),
      [],
    );
  });
});
