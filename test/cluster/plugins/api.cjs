"use strict";

// The few calls to a Kubernetes API server that the tests and the stand-in need.
const { URL, URLSearchParams } = require("node:url");

const { ApiError, requestJson } = require("./http.cjs");

const DEFAULT_MANAGER = "nats-stack-tests";

/** Like the real provider: takes back what a person changed with kubectl, but nothing that another manager holds. */
const ofKubectl = ({ message }) => /^conflict with "kubectl[^"]*" using /.test(message);

const isText = (kubeconfig) => /\n|^\s*{/.test(kubeconfig);

function readConfig({ kubeconfig, context }) {
  // loading it takes about a second: not before somebody needs a cluster
  const { KubeConfig } = require("@kubernetes/client-node");
  const config = new KubeConfig();
  if (!kubeconfig) config.loadFromDefault();
  else if (isText(kubeconfig)) config.loadFromString(kubeconfig);
  else config.loadFromFile(kubeconfig);
  if (context) config.setCurrentContext(context);
  return config;
}

class KubernetesApi {
  #config;
  #manager;
  #kinds = new Map();

  constructor({ kubeconfig, context, manager = DEFAULT_MANAGER } = {}) {
    this.#config = readConfig({ kubeconfig, context });
    this.#manager = manager;
  }

  static contexts(kubeconfig) {
    return readConfig({ kubeconfig })
      .getContexts()
      .map(({ name }) => name);
  }

  async request(method, path, body, contentType = "application/json") {
    const url = new URL(this.#config.getCurrentCluster().server.replace(/\/$/, "") + path);
    const headers = { Accept: "application/json", "Content-Type": contentType };
    const options = { method, headers };
    await this.#config.applyToHTTPSOptions(options);
    return requestJson(url, options, body);
  }

  /** The kind as the server knows it. Asked again while it is absent: its definition may have come since. */
  async #kind(root, apiVersion, kind) {
    const key = `${apiVersion}/${kind}`;
    const known = this.#kinds.get(key);
    if (known) return known;
    const { resources } = await this.request("GET", root);
    const found = resources.find(({ kind: own, name }) => own === kind && !name.includes("/"));
    if (!found) throw new Error(`the API server knows no ${kind} in ${apiVersion}`);
    this.#kinds.set(key, found);
    return found;
  }

  async #path({ apiVersion, kind, metadata: { name, namespace } }) {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { name: plural, namespaced } = await this.#kind(root, apiVersion, kind);
    const scope = namespaced ? `/namespaces/${encodeURIComponent(namespace ?? "default")}` : "";
    return `${root}${scope}/${plural}/${encodeURIComponent(name)}`;
  }

  async get(reference) {
    try {
      return await this.request("GET", await this.#path(reference));
    } catch (error) {
      if (error instanceof ApiError && error.code === 404) return undefined;
      throw error;
    }
  }

  async list(path) {
    return (await this.request("GET", path)).items;
  }

  /** By server-side apply, which also removes what this manager no longer sets. */
  async apply(object, { force = false, dryRun = false } = {}) {
    const query = new URLSearchParams({ fieldManager: this.#manager, force: String(force) });
    if (dryRun) {
      query.set("dryRun", "All");
      query.set("fieldValidation", "Strict");
    }
    const path = `${await this.#path(object)}?${query}`;
    try {
      return await this.request("PATCH", path, object, "application/apply-patch+yaml");
    } catch (error) {
      const { conflicts = [] } = error;
      if (force || conflicts.length === 0 || !conflicts.every(ofKubectl)) throw error;
      return this.apply(object, { force: true, dryRun });
    }
  }

  async delete(reference, { uid, propagation = "Foreground" } = {}) {
    const options = { propagationPolicy: propagation, ...(uid && { preconditions: { uid } }) };
    try {
      await this.request("DELETE", await this.#path(reference), options);
    } catch (error) {
      // gone (404), or another object has the name by now (409, by the uid)
      if (error.code !== 404 && error.code !== 409) throw error;
    }
  }

  /** What the client library needs for streams, such as a port-forward. */
  get config() {
    return this.#config;
  }
}

module.exports = { KubernetesApi, ApiError };
