import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { isObject, type JsonObject } from "../domain/json";

/** Licences that ask for no more than their text in what is passed on. */
const permissive =
  /^(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|Python-2\.0|PSF-2\.0|CC0-1\.0|CC-BY-3\.0|Unlicense|\(BSD-3-Clause AND Apache-2\.0\))$/;

/** Its package.json names a file instead, which has the text of the MIT licence. */
const namedInFile = new Set(["node_modules/@logdna/tail-file"]);

const text = (value: unknown): string => (typeof value === "string" ? value : "nothing");

const parsed = (file: string): JsonObject => {
  const value: unknown = JSON.parse(readFileSync(file, "utf8"));
  assert.ok(isObject(value));
  return value;
};

const locked = (): readonly (readonly [string, JsonObject])[] =>
  Object.entries(parsed("package-lock.json")["packages"] ?? {}).flatMap(([path, entry]) =>
    path !== "" && isObject(entry) ? [[path, entry] as const] : [],
  );

describe("what this project is built from", () => {
  it("is locked by content, each package", () => {
    const open = locked().filter(([, { integrity }]) => !/^sha512-/.test(text(integrity)));
    assert.deepEqual(
      open.map(([path]) => path),
      [],
    );
  });

  it("is named by exact version, but for Pulumi's SDKs, of which a program has one each", () => {
    const { dependencies, devDependencies } = parsed("package.json");
    const ranges = [dependencies, devDependencies]
      .flatMap((named) => (isObject(named) ? Object.entries(named) : []))
      .filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(text(version)));
    assert.deepEqual(
      ranges.map(([name]) => name),
      ["@pulumi/command", "@pulumi/kubernetes", "@pulumi/pulumi"],
    );
  });

  it("may be passed on: permissive licences alone", () => {
    assert.deepEqual(
      locked()
        .filter(([path, { license }]) => !permissive.test(text(license)) && !namedInFile.has(path))
        .map(([path, { license }]) => `${path}: ${text(license)}`),
      [],
    );
  });

  it("runs no script of a package when it is installed by the workflows or the check", () => {
    const installs = [
      ".ci/run",
      ".github/workflows/deploy-stack.yml",
      ".github/workflows/drift.yml",
    ];
    for (const file of installs) {
      const lines = readFileSync(file, "utf8").split("\n");
      const found = lines.filter((line) => line.includes("npm ci"));
      assert.ok(found.length > 0, file);
      assert.ok(
        found.every((line) => line.includes("--ignore-scripts")),
        file,
      );
    }
  });
});
