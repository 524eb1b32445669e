"use strict";

/**
 * Loads a TypeScript module of this project in a plain Node process: the Pulumi program, the dynamic provider and the
 * commands all come through here. The module is bundled once into dist/ (packages stay outside) and bundled again only
 * when one of the files it was made of has changed, so a run pays no TypeScript compiler and no stale build can be run.
 */
const fs = require("node:fs");
const path = require("node:path");

const root = path.dirname(__dirname);

const stamp = (file) => {
  const stat = fs.statSync(path.join(root, file), { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs}:${stat.size}` : "gone";
};

function isFresh(output) {
  try {
    const inputs = JSON.parse(fs.readFileSync(`${output}.json`, "utf8"));
    return (
      fs.existsSync(output) && Object.entries(inputs).every(([file, was]) => stamp(file) === was)
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

function bundle(entry, output) {
  const result = require("esbuild").buildSync({
    absWorkingDir: root,
    entryPoints: [`${entry}.ts`],
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
    logLevel: "warning",
  });
  // this file is one of them: another way of bundling is another bundle
  const files = [path.relative(root, __filename), ...Object.keys(result.metafile.inputs)];
  const inputs = Object.fromEntries(files.map((file) => [file, stamp(file)]));
  fs.mkdirSync(path.dirname(output), { recursive: true });
  replaceFile(output, result.outputFiles[0].contents);
  replaceFile(`${output}.json`, JSON.stringify(inputs));
}

/**
 * @param {string} entry module path from the project's root, without ending: "local/start"
 * @returns what the module exports
 */
exports.load = (entry) => {
  const output = path.join(root, "dist", `${entry.replaceAll("/", "-")}.cjs`);
  if (!isFresh(output)) bundle(entry, output);
  return require(output);
};
