import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { anchorsOf, linksOf, type Page, pagesBelow } from "../support/markdown";

const root = dirname(dirname(__dirname));
const pages = pagesBelow(root);
const byPath = new Map(pages.map((page) => [page.path, page]));

/** A file or folder of the project, as text names it; one with a wildcard names none. */
const projectFile =
  /`((?:bench|cli|components|docs|domain|jetstream|systems|test|toolchain)\/[\w./-]*)`/g;

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<
  "scripts" | "dependencies" | "devDependencies",
  Readonly<Record<string, string>>
>;

/** @returns why a link leads nowhere, or undefined */
function linkProblem(from: Page, link: string): string | undefined {
  const [target = "", anchor] = link.split("#");
  const path = target === "" ? from.path : posix.join(posix.dirname(from.path), target);
  if (!existsSync(join(root, path))) {
    return `${from.path}: ${link}: no such file`;
  }
  const page = byPath.get(path);
  return anchor === undefined || (page && anchorsOf(page).includes(anchor))
    ? undefined
    : `${from.path}: ${link}: no such heading`;
}

describe("the documentation", () => {
  it("has the pages that everybody looks for", () => {
    for (const path of ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md"]) {
      assert.ok(byPath.has(path), path);
    }
  });

  it("has no relative link that leads nowhere", () => {
    const problems = pages.flatMap((page) =>
      linksOf(page)
        .filter((link) => !/^[a-z]+:/.test(link))
        .flatMap((link) => linkProblem(page, link) ?? []),
    );
    assert.deepEqual(problems, []);
  });

  it("names no test that does not exist", () => {
    const tests = readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" });
    const named = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\bnpm test -- ([\w/.-]+)/g)].map(([, word = ""]) => ({ path, word })),
    );
    assert.notEqual(named.length, 0);
    assert.deepEqual(
      named.filter(
        ({ word }) =>
          !tests.some((file) => file.endsWith(".test.ts") && `test/${file}`.includes(word)),
      ),
      [],
    );
  });

  it("names no npm command that does not exist", () => {
    const known = Object.keys(manifest.scripts);
    const named = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\bnpm (?:run (?:-s )?([\w:-]+)|(start|test|stop)\b)/g)].map(
        ([, run, short]) => ({ path, script: run ?? short ?? "" }),
      ),
    );
    assert.notEqual(named.length, 0);
    assert.deepEqual(
      named.filter(({ script }) => !known.includes(script)),
      [],
    );
  });

  it("names no verb of the operations command that does not exist", () => {
    const verbs = readdirSync(join(root, "cli", "ops", "commands")).map((file) =>
      file.replace(/\.ts$/, ""),
    );
    const named = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\bnpm run ops -- ([a-z]+)/g)].map(([, verb = ""]) => ({
        path,
        verb,
      })),
    );
    assert.notEqual(named.length, 0);
    assert.deepEqual(
      named.filter(({ verb }) => !verbs.includes(verb)),
      [],
    );
  });

  it("names no file of the project that does not exist", () => {
    const named = pages.flatMap(({ path, text }) =>
      [...text.matchAll(projectFile)].map(([, file = ""]) => ({ path, file })),
    );
    assert.notEqual(named.length, 0);
    assert.deepEqual(
      named.filter(({ file }) => !existsSync(join(root, file))),
      [],
    );
  });

  it("holds no path of one machine", () => {
    const paths = /(?<![\w.~<>-])\/(?:home|root|tmp|Users|var|work|mnt|opt)\b[^\s`]*|\b[A-Z]:\\/g;
    const found = pages.flatMap(({ path, text }) =>
      [...text.matchAll(paths)].map(([text]) => `${path}: ${text}`),
    );
    assert.deepEqual(found, []);
  });
});

describe("decision records", () => {
  const folder = join(root, "docs", "decisions");
  const names = readdirSync(folder);

  it("are numbered without a gap", () => {
    const numbers = names.map((name) => Number(/^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1]));
    assert.deepEqual(
      [...numbers].sort((a, b) => a - b),
      numbers.map((_, at) => at + 1),
    );
  });

  it("say their status, context, decision and cost", () => {
    for (const name of names) {
      const page = byPath.get(`docs/decisions/${name}`);
      assert.ok(page, name);
      assert.match(page.text, /^# \d{4} \S/, name);
      const headings = [...page.text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      assert.deepEqual(headings, ["Status", "Context", "Decision", "Cost"], name);
    }
  });

  it("give a reason for each package, and for no other", () => {
    const record = byPath.get("docs/decisions/0008-dependencies.md")?.text ?? "";
    const rows = [...record.matchAll(/^\| (`.*?) \|/gm)].map(([, names = ""]) => names);
    const explained = rows.flatMap((names) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    );
    const used = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    assert.deepEqual(explained.sort(), used.sort());
  });

  it("exist where code cites them", () => {
    const cited = sourcesBelow(root).flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/docs\/decisions\/(\d{4})/g)].map(
        ([, number = ""]) => ({ file, number }),
      ),
    );
    assert.notEqual(cited.length, 0);
    assert.deepEqual(
      cited.filter(({ number }) => !names.some((name) => name.startsWith(number))),
      [],
    );
  });
});

/** @returns the source files in the folders of the architecture and in the project's own folder */
function sourcesBelow(folder: string): readonly string[] {
  const skipped = new Set(["node_modules", "dist", "docs"]);
  return readdirSync(folder, { recursive: false, withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) {
      return /\.(ts|cjs|mjs)$/.test(entry.name) ? [entry.name] : [];
    }
    return skipped.has(entry.name) || entry.name.startsWith(".")
      ? []
      : sourcesBelow(join(folder, entry.name)).map((name) => posix.join(entry.name, name));
  });
}
