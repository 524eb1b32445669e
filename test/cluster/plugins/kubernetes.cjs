"use strict";

// Stands in for the provider of @pulumi/kubernetes in tests: objects of any kind, by server-side apply against a real API
// server, waiting for rollouts. No Helm, YAML, Patch or List resources, no functions, no dry run in previews.
const { KubernetesApi } = require("./api.cjs");
const { immutablePaths } = require("./immutable.cjs");
const objects = require("./objects.cjs");
const { serve } = require("./serve.cjs");
const { untilGone, untilReady } = require("./waiting.cjs");
const { changedKeys, equal } = require("./wire.cjs");

const { annotation, at, idOf, label, outputsOf } = objects;

const MANAGER = "pulumi-kubernetes-stand-in";
const SWITCHES = ["enablePatchForce", "enableConfigMapMutable", "enableSecretMutable"];
const LACKING = /^kubernetes:(helm|yaml|kustomize)|(Patch|List)$/;

let settings = {};
let api;

/** Made on first use, so that a preview needs neither kubeconfig nor cluster. */
const cluster = () => (api ??= new KubernetesApi({ ...settings, manager: MANAGER }));

/** @returns why the stand-in cannot do this resource */
function lackOf({ type, news }) {
  if (LACKING.test(type)) return `the stand-in has no ${type}`;
  return news.apiVersion && news.kind ? undefined : "the stand-in needs apiVersion and kind";
}

async function applyAndWait(inputs, request) {
  const force = annotation(inputs, "patchForce") === "true" || settings.enablePatchForce;
  const live = await cluster().apply(inputs, { force });
  return outputsOf(await untilReady(live, request, cluster()));
}

/** What names an object: from its id and type, since after an import there is nothing else. */
function referenceOf({ id, type, props }) {
  const [name, namespace] = id.split("/").reverse();
  // such as kubernetes:apps/v1:StatefulSet
  const [, group, kind] = type.split(":");
  return {
    apiVersion: props.apiVersion ?? group.replace(/^core\//, ""),
    kind: props.kind ?? kind,
    metadata: { name, namespace },
  };
}

const provider = {
  name: "kubernetes",
  // the engine warns of one that is older than the package
  version: require("@pulumi/kubernetes/package.json").version,

  /** Arguments that are no text arrive as JSON text. */
  configure(args) {
    const switches = SWITCHES.map((name) => [name, String(args[name]) === "true"]);
    settings = { ...args, ...Object.fromEntries(switches) };
    api = undefined;
  },

  check({ type, name, olds, news, seed }) {
    const reason = lackOf({ type, news });
    if (reason) return { inputs: news, failures: [{ property: "kind", reason }] };
    const inputs = objects.named(news, { name, olds, seed, namespace: settings.namespace });
    return { inputs: news.kind === "Secret" ? objects.normaliseSecret(inputs) : inputs };
  },

  diff({ oldInputs, news }) {
    const diffs = changedKeys(oldInputs, news);
    const replaces = immutablePaths(news.kind, settings).filter(
      (path) => !equal(at(oldInputs, path), at(news, path)),
    );
    // with a new name, given or automatic, the new object can come before the old one goes
    const isRenamed =
      replaces.some((path) => path.startsWith("metadata.")) || objects.isAutonamed(news);
    return { diffs, replaces, deleteBeforeReplace: replaces.length > 0 && !isRenamed };
  },

  preview: (olds, news) => (olds ? objects.overlay(olds, news) : news),

  async create(request) {
    const inputs = request.props;
    if (await cluster().get(inputs)) throw new Error(`${label(inputs)} already exists`);
    return { id: idOf(inputs), outputs: await applyAndWait(inputs, request) };
  },

  async read(request) {
    const { id, inputs } = request;
    const live = await cluster().get(referenceOf(request));
    if (!live || live.metadata.deletionTimestamp) return undefined;
    const known = inputs.kind ? objects.project(inputs, live) : objects.inputsOf(live);
    return { id, outputs: outputsOf(live), inputs: known };
  },

  update: (request) => applyAndWait(request.news, request),

  async delete(request) {
    const object = request.props;
    const policy = annotation(object, "deletionPropagationPolicy") ?? "foreground";
    const propagation = policy[0].toUpperCase() + policy.slice(1);
    await cluster().delete(object, { uid: object.metadata.uid, propagation });
    await untilGone(object, request, cluster());
  },
};

void serve(provider);
