"use strict";

/**
 * Loads a TypeScript module in a plain Node process: the Pulumi program, the dynamic provider and the commands all come
 * through here. The module is bundled once into dist/ (packages stay outside) and bundled again only when one of the files
 * it was made of has changed, so a run pays no TypeScript compiler and no stale build can be run. The package that others
 * install brings its modules bundled, and loads the programs of those who installed it.
 */
const fs = require("node:fs");
const path = require("node:path");

const root = path.dirname(__dirname);

const stamp = (folder, file) => {
  const stat = fs.statSync(path.join(folder, file), { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs}:${stat.size}` : "gone";
};

function isFresh(folder, output) {
  try {
    const inputs = JSON.parse(fs.readFileSync(`${output}.json`, "utf8"));
    return (
      fs.existsSync(output) &&
      Object.entries(inputs).every(([file, was]) => stamp(folder, file) === was)
    );
  } catch {
    return false;
  }
}

/** Two processes may bundle at once (program and provider): each writes a file of its own and renames it into place. */
function replaceFile(file, text) {
  const own = `${file}.${process.pid}`;
  fs.writeFileSync(own, text);
  fs.renameSync(own, file);
}

/** A source file that cannot be read as TypeScript: the message says where and why, a stack says nothing more. */
class BrokenSource extends Error {
  static userMistake = true;

  constructor(message) {
    super(message);
    this.stack = message;
  }
}

function sentence({ text, location }) {
  if (!location) return text;
  const { file, line, column, lineText } = location;
  return `${file}:${line}:${column + 1}: ${text}, in: ${lineText.trim()}`;
}

/** @returns what esbuild makes of a module; its warnings are of no use to whoever runs a command */
function built(options) {
  const esbuild = require("esbuild");
  try {
    return esbuild.buildSync({ ...options, logLevel: "silent" });
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    throw new BrokenSource(error.errors.map(sentence).join("\n"));
  }
}

const bundleName = (entry) => `${entry.replaceAll("/", "-")}.cjs`;

function bundle(folder, entry, output) {
  const result = built({
    absWorkingDir: folder,
    entryPoints: [`./${entry}`],
    bundle: true,
    // written below; the name is for the source map, which names the sources from there
    outfile: output,
    write: false,
    metafile: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    packages: "external",
    sourcemap: "inline",
    sourcesContent: false,
  });
  // this file is one of them: another way of bundling is another bundle
  const files = [path.relative(folder, __filename), ...Object.keys(result.metafile.inputs)];
  const inputs = Object.fromEntries(files.map((file) => [file, stamp(folder, file)]));
  fs.mkdirSync(path.dirname(output), { recursive: true });
  replaceFile(output, result.outputFiles[0].contents);
  replaceFile(`${output}.json`, JSON.stringify(inputs));
}

/**
 * @param {string} folder of the project that the module belongs to
 * @param {string} entry module path from there, without ending: "index"
 * @returns what the module exports
 */
exports.loadFrom = (folder, entry) => {
  const home = folder === root ? ["dist"] : ["node_modules", ".cache", "nats-stack"];
  const output = path.join(folder, ...home, bundleName(entry));
  if (!isFresh(folder, output)) bundle(folder, entry, output);
  return require(output);
};

/**
 * @param {string} entry module path from the folder of this checkout or package, without ending: "cli/start"
 * @returns what the module exports
 */
exports.load = (entry) => {
  // a package has no sources; a checkout may have been packed
  if (fs.existsSync(path.join(root, `${entry}.ts`))) return exports.loadFrom(root, entry);
  return require(path.join(root, "dist", "package", bundleName(entry)));
};
