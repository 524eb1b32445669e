"use strict";

/** Installs the packages of package-lock.json when they are missing or not those. Plain Node: it runs before them. */
const { spawn } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const timers = require("node:timers");
const { setTimeout: pause } = require("node:timers/promises");

const { isAlive, withLock } = require("./lock.cjs");

/** Shown without its stack: npm has said what is wrong, or somebody must end another run. */
class PackagesError extends Error {
  static userMistake = true;
}

const stampFile = (root) => path.join(root, "node_modules", ".nats-stack");

/** Packages are right for one lock file and one platform: some hold programs. */
const stampOf = (root) => {
  const lock = fs.readFileSync(path.join(root, "package-lock.json"));
  const hash = createHash("sha256").update(lock).digest("hex");
  return `${hash} ${process.platform}-${process.arch}\n`;
};

const readOr = (file, otherwise) => {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
};

const packagesIn = (file) => JSON.parse(readOr(file, "{}")).packages ?? {};

/** An optional package that npm leaves out here, since it is made for another system. */
const isForElsewhere = ({ optional, os, cpu, libc }) =>
  optional === true &&
  (libc !== undefined ||
    os?.includes(process.platform) === false ||
    cpu?.includes(process.arch) === false);

/** npm writes what it installed into node_modules when it is done: a person's own `npm ci` is as good as ours. */
function isInstalledByNpm(root) {
  const installed = packagesIn(path.join(root, "node_modules", ".package-lock.json"));
  if (Object.keys(installed).length === 0) return false;
  const locked = packagesIn(path.join(root, "package-lock.json"));
  return Object.entries(locked).every(([folder, entry]) => {
    const found = installed[folder];
    if (folder === "" || (found === undefined && isForElsewhere(entry))) return true;
    return found?.version === entry.version && found.integrity === entry.integrity;
  });
}

/** @returns true if the packages are those of the lock file, whole and for this platform */
exports.arePackagesCurrent = (root) => {
  const stamp = readOr(stampFile(root), undefined);
  if (stamp === stampOf(root)) return true;
  // with a stamp of ours for another platform, npm's record says nothing about the programs inside
  const samePlatform = stamp?.trim().endsWith(` ${process.platform}-${process.arch}`) ?? true;
  return samePlatform && isInstalledByNpm(root);
};

/** npm tells where it is when it runs a script; without it (plain `node toolchain/bootstrap.cjs`) PATH has to do. */
const npmCommand = ({ npm_execpath: script = "" }) =>
  /npm-cli\.c?js$/.test(script) ? [process.execPath, [script]] : ["npm", []];

/**
 * Install scripts are left out: some npm versions block them, and whatever ships programs here ships them as packages
 * per platform.
 */
const NPM_CI = ["ci", "--ignore-scripts", "--include=dev", "--include=optional"].concat([
  "--no-audit",
  "--no-fund",
  "--loglevel=error",
]);

/** Process id of the npm at work: kill -9 of a command ends the command alone, and two npm spoil each other's work. */
const processFile = (root) => path.join(root, ".nats-stack", "npm.pid");

const EARLIER_MILLIS = 60_000;

async function waitForEarlier(root, stream) {
  const earlier = Number(readOr(processFile(root), "0"));
  const isAtWork = () => earlier > 0 && isAlive(earlier);
  if (isAtWork())
    stream.write(`npm of a killed command (process ${earlier}) is still at work: waiting for it\n`);
  // the id may have gone to another program since then: not for ever
  const end = Date.now() + EARLIER_MILLIS;
  while (isAtWork() && Date.now() < end) await pause(200);
  fs.rmSync(processFile(root), { force: true });
}

/** Runs `npm ci`. Its output is shown only if it fails. */
function npmCi(root) {
  const [command, first] = npmCommand(process.env);
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...NPM_CI], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    if (child.pid !== undefined) fs.writeFileSync(processFile(root), String(child.pid));
    let output = "";
    const keep = (data) => (output += data);
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", (error) => {
      reject(
        new PackagesError(
          `npm: cannot be started (${error.message}); it comes with Node: put both on PATH`,
        ),
      );
    });
    child.once("close", (code, signal) => {
      fs.rmSync(processFile(root), { force: true });
      if (code === 0) resolve();
      else
        reject(
          new PackagesError(
            `${output.trimEnd()}\nnpm ci: ended with ${signal ?? `exit code ${code}`}; see above, then run the same command again`,
          ),
        );
    });
  });
}

/** One line on the way and one at the end; on a terminal the first counts seconds and is replaced by the last. */
function progress(text, stream) {
  const start = Date.now();
  const seconds = () => `${Math.round((Date.now() - start) / 1000)} s`;
  if (!stream.isTTY) {
    stream.write(`${text} ...\n`);
    return (last) => stream.write(last === undefined ? "" : `${last} in ${seconds()}\n`);
  }
  const timer = timers.setInterval(() => stream.write(`\r${text}, ${seconds()}`), 200);
  return (last) => {
    timers.clearInterval(timer);
    stream.write(`\r\u001b[K${last === undefined ? "" : `${last} in ${seconds()}\n`}`);
  };
}

async function install(root, stream) {
  const why = fs.existsSync(path.join(root, "node_modules"))
    ? "not those of package-lock.json"
    : "missing";
  const end = progress(`packages are ${why}: npm ci`, stream);
  try {
    // a half-made folder of a killed npm has no stamp, so it is made anew
    fs.rmSync(stampFile(root), { force: true });
    await npmCi(root);
  } catch (error) {
    end();
    throw error;
  }
  end("packages installed");
}

/**
 * Makes node_modules what package-lock.json says; says so if that takes a moment.
 * @param {string} root folder of package.json
 */
exports.ensurePackages = async (root, stream = process.stdout) => {
  // npm packs no lock file: it has seen to the packages of an installed package itself
  if (!fs.existsSync(path.join(root, "package-lock.json"))) return;
  if (readOr(stampFile(root), "") === stampOf(root)) return;
  const wait = () => stream.write("another process is installing the packages: waiting for it\n");
  await withLock(path.join(root, ".nats-stack", "packages.lock"), wait, async () => {
    await waitForEarlier(root, stream);
    if (!exports.arePackagesCurrent(root)) await install(root, stream);
    fs.writeFileSync(stampFile(root), stampOf(root));
  });
};
