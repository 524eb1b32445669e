"use strict";

/**
 * One process at a time: `npm start` and `npm test` of a fresh clone may run side by side. The holder touches its file
 * while it works; a file that nobody touched for a while belongs to nobody, so a killed holder is no obstacle.
 */
const { readFileSync } = require("node:fs");
const fs = require("node:fs/promises");
const path = require("node:path");
const timers = require("node:timers");
const { setTimeout: pause } = require("node:timers/promises");

const TOUCH_MILLIS = 1_000;
const ABANDONED_MILLIS = 10_000;
const ASK_MILLIS = 200;

/** A process that has ended keeps its id until its parent asks for it, which in some containers nobody does. */
function isZombie(processId) {
  try {
    return /\) Z /.test(readFileSync(`/proc/${processId}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** @returns true if a process of this machine has that id and is at work */
exports.isAlive = (processId) => {
  try {
    process.kill(processId, 0);
    return !isZombie(processId);
  } catch (error) {
    // it lives and belongs to somebody else
    return error.code === "EPERM";
  }
};

async function isAbandoned(file) {
  try {
    return Date.now() - (await fs.stat(file)).mtimeMs > ABANDONED_MILLIS;
  } catch {
    // released in the meantime: the next attempt to take it tells
    return false;
  }
}

async function take(file) {
  try {
    await fs.writeFile(file, `${process.pid}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Runs `work` while no other process runs any with the same file.
 * @param {string} file made and removed here; its folder too is made
 * @param {() => void} onWait called once if another process is at work
 * @param {(waited: boolean) => Promise<any>} work told whether another process was at work just before
 */
exports.withLock = async (file, onWait, work) => {
  await fs.mkdir(path.dirname(file), { recursive: true });
  let waited = false;
  for (; !(await take(file)); waited = true) {
    if (!waited) onWait();
    if (await isAbandoned(file)) await fs.rm(file, { force: true });
    else await pause(ASK_MILLIS);
  }
  const touch = () => fs.utimes(file, new Date(), new Date()).catch(() => undefined);
  const timer = timers.setInterval(touch, TOUCH_MILLIS);
  try {
    return await work(waited);
  } finally {
    timers.clearInterval(timer);
    await fs.rm(file, { force: true });
  }
};
