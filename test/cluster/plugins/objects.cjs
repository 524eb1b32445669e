"use strict";

// Kubernetes objects as data: names, defaults, and what a program set of them.
const { Buffer } = require("node:buffer");
const { createHash } = require("node:crypto");

const { secret, UNKNOWN } = require("./wire.cjs");

/** Kinds that get no default namespace: known here, since check has to work without a cluster. */
const CLUSTER_SCOPED = new RegExp(
  "^(Namespace|Node|PersistentVolume|CustomResourceDefinition|APIService|CSIDriver|Cluster.*" +
    "|(Storage|Priority|Ingress|Runtime)Class|.*WebhookConfiguration|ValidatingAdmissionPolicy.*)$",
);

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a path such as "spec.selector". */
const at = (object, path) => path.split(".").reduce((value, key) => value?.[key], object);

const annotation = (object, key) => object.metadata?.annotations?.[`pulumi.com/${key}`];

const isAutonamed = (object) => annotation(object, "autonamed") === "true";

const idOf = ({ metadata: { name, namespace } }) => (namespace ? `${namespace}/${name}` : name);

/** For messages. */
const label = (object) => `${object.kind} "${idOf(object)}"`;

/** Name and namespace where the program left them out; a name that was given once stays. */
function named(news, { name, olds, seed, namespace = "default" }) {
  const metadata = { ...news.metadata };
  if (!metadata.namespace && !CLUSTER_SCOPED.test(news.kind)) metadata.namespace = namespace;
  if (metadata.name) return { ...news, metadata };
  // on a replacement the engine asks again without the old state, and gets a new name
  const before = isAutonamed(olds) ? olds.metadata.name : undefined;
  const suffix = createHash("sha256").update(seed).digest("hex").slice(0, 8);
  return {
    ...news,
    metadata: {
      ...metadata,
      name: before ?? `${name}-${suffix}`,
      annotations: { ...metadata.annotations, "pulumi.com/autonamed": "true" },
    },
  };
}

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

const base64 = (text) => (text === UNKNOWN ? text : Buffer.from(text).toString("base64"));

/** A Secret's stringData as data: the server stores only that, and a refresh then finds no drift. */
function normaliseSecret({ stringData = {}, data = {}, ...rest }) {
  if (stringData === UNKNOWN || data === UNKNOWN) return { ...rest, data: UNKNOWN };
  // the value has another name now, so the engine would not know it for a secret
  return { ...rest, data: secret({ ...data, ...mapValues(stringData, base64) }) };
}

/** The live object; a Secret's data is secret, whatever the program said. */
const outputsOf = (live) =>
  live.kind === "Secret" && live.data ? { ...live, data: secret(live.data) } : live;

/** The inputs as they are in the live object: drift in what the program sets, and nothing else. */
function project(input, live) {
  if (Array.isArray(input) && Array.isArray(live))
    return live.map((item, place) => (place < input.length ? project(input[place], item) : item));
  if (!isObject(input) || !isObject(live)) return live;
  return Object.fromEntries(Object.keys(input).map((key) => [key, project(input[key], live[key])]));
}

/** What an update will most likely give: the old object with the new inputs laid over it. */
function overlay(old, input) {
  if (!isObject(old) || !isObject(input)) return input;
  const changed = Object.entries(input).map(([key, value]) => [key, overlay(old[key], value)]);
  return { ...old, ...Object.fromEntries(changed) };
}

const SERVER_FILLED = [
  "managedFields",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "selfLink",
];

/** Inputs for an object that the program has not made: everything but what the server fills in. */
function inputsOf(live) {
  const kept = Object.entries(live.metadata).filter(([key]) => !SERVER_FILLED.includes(key));
  const inputs = { ...live, metadata: Object.fromEntries(kept) };
  delete inputs.status;
  return inputs;
}

module.exports = {
  annotation,
  at,
  idOf,
  inputsOf,
  isAutonamed,
  label,
  named,
  normaliseSecret,
  outputsOf,
  overlay,
  project,
};
