import { dirname, join } from "node:path";
import { runInThisContext } from "node:vm";
import { transformSync } from "esbuild";
import ts from "typescript";
import type { SystemDefinition } from "../../domain/system";

/** @returns what a file of systems/ exports, given its text */
export function evaluated(text: string): SystemDefinition {
  const { code } = transformSync(text, { loader: "ts", format: "cjs" });
  const module: { exports: Record<string, SystemDefinition> } = { exports: {} };
  const wrapped: unknown = runInThisContext(`(function (module) { ${code} })`);
  if (typeof wrapped === "function") Reflect.apply(wrapped, undefined, [module]);
  const [system] = Object.values(module.exports);
  if (system === undefined) throw new Error(`exports nothing:\n${text}`);
  return system;
}

/** @returns what the compiler says of such files, as if they lay in systems/ */
export function typeMistakes(texts: readonly string[]): readonly string[] {
  const root = dirname(dirname(__dirname));
  const files = new Map(
    texts.map((text, at) => [join(root, "systems", `generated${at}.ts`), text]),
  );
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (file) =>
    ts.sys.readFile(file),
  ) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([...files.keys()], options, {
    ...host,
    fileExists: (file) => files.has(file) || host.fileExists(file),
    readFile: (file) => files.get(file) ?? host.readFile(file),
    getSourceFile: (file, target, ...rest) => {
      const text = files.get(file);
      return text === undefined
        ? host.getSourceFile(file, target, ...rest)
        : ts.createSourceFile(file, text, target);
    },
  });
  return [...files.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    const found = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ];
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  });
}
