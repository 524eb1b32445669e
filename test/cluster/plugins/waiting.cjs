"use strict";

// Waits of the stand-in: until an object is ready, until it is gone.
const { setTimeout: pause } = require("node:timers/promises");

const { annotation, idOf, label, outputsOf } = require("./objects.cjs");
const { READY } = require("./ready.cjs");
const { InitFailed } = require("./wire.cjs");

const POLL_MILLIS = 300;

/** States of containers that explain why a pod is not ready. */
function containerProblems({ initContainerStatuses = [], containerStatuses = [] }) {
  return [...initContainerStatuses, ...containerStatuses]
    .map(({ state, lastState }) => state.waiting ?? state.terminated ?? lastState?.terminated)
    .filter((state) => state && state.reason !== "Completed");
}

const placementProblems = ({ conditions = [] }) =>
  conditions.filter(({ type, status }) => type === "PodScheduled" && status === "False");

/** Why the pods of a workload do not start, for a message. */
async function podProblems({ metadata: { namespace }, spec }, api) {
  const labels = Object.entries(spec?.selector?.matchLabels ?? {});
  if (labels.length === 0) return "";
  const selector = encodeURIComponent(labels.map((pair) => pair.join("=")).join(","));
  const pods = await api.list(`/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`);
  return pods
    .flatMap(({ metadata, status }) =>
      [...placementProblems(status), ...containerProblems(status)].map(
        ({ reason, message = "" }) => `; pod ${metadata.name}: ${reason} ${message}`,
      ),
    )
    .join("");
}

/**
 * @returns the object once it is ready
 * @throws InitFailed and nothing else: the object exists, and any other error would lose it from the state
 */
exports.untilReady = async (live, { seconds, signal }, api) => {
  const isReady = READY[live.kind];
  if (!isReady || annotation(live, "skipAwait") === "true") return live;
  const limit = Number(annotation(live, "timeoutSeconds")) || seconds;
  const end = Date.now() + limit * 1000;
  const ask = async (object) => {
    try {
      return { waitsFor: await isReady(object, api) };
    } catch (error) {
      return { failure: error.message };
    }
  };
  for (let object = live; ; object = (await api.get(live).catch(() => undefined)) ?? object) {
    const { waitsFor, failure } = await ask(object);
    const fail = (why) => new InitFailed(`${label(live)}: ${why}`, idOf(live), outputsOf(object));
    if (failure !== undefined) throw fail(failure);
    if (waitsFor === undefined) return object;
    const isLate = Date.now() > end || signal.reason?.name === "TimeoutError";
    if (isLate || signal.aborted) {
      const pods = await podProblems(object, api).catch(() => "");
      throw fail(`${isLate ? `not ready in ${limit} s` : "cancelled"}: ${waitsFor}${pods}`);
    }
    await pause(POLL_MILLIS);
  }
};

/** Waits until the object, or one of that name with this uid, is there no more. */
exports.untilGone = async (object, { seconds, signal }, api) => {
  const { uid } = object.metadata;
  for (;;) {
    const live = await api.get(object);
    if (!live || (uid && live.metadata.uid !== uid)) return;
    if (signal.aborted)
      throw new Error(`${label(object)} is still there ${seconds} s after its deletion`);
    await pause(POLL_MILLIS);
  }
};
