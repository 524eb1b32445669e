"use strict";

/**
 * Puts off what a run pays for and seldom uses, the only place where anything of the SDK is patched. Never needed for
 * correctness: without it everything runs the same, only later. NATS_STACK_EAGER=1 switches it off.
 */
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

/** What is patched below was read in this version of @pulumi/pulumi; another one is left alone. */
const knownSdk = "3.248.0";

const isSdk = (parent) => parent?.filename?.includes("@pulumi/pulumi/") ?? false;

/**
 * Parts of the SDK that a constant provider loader never comes to: the first two serialise closures, the third drives a
 * Pulumi CLI. Together they are most of the time that `require("@pulumi/pulumi")` takes.
 */
const isHeavy = (request, parent) =>
  isSdk(parent) &&
  (request === "@npmcli/arborist" ||
    request.endsWith("/typescript-shim") ||
    request === "./automation");

/** Stands for a module's exports and loads it at the first touch. */
function deferred(load) {
  let exports;
  const get = () => (exports ??= load());
  return new Proxy(function () {}, {
    // the SDK's __importStar asks for this one key of every module it imports
    get: (_, key) => (key === "__esModule" ? true : get()[key]),
    has: (_, key) => key in get(),
    ownKeys: () => Reflect.ownKeys(get()),
    apply: (_, self, args) => Reflect.apply(get(), self, args),
    construct: (_, args) => new (get())(...args),
  });
}

/** Loads heavy parts of @pulumi/pulumi when somebody uses them. */
function deferHeavyParts() {
  const original = Module._load;
  Module._load = function (request, parent, isMain) {
    const load = () => original.call(Module, request, parent, isMain);
    return isHeavy(request, parent) ? deferred(load) : load();
  };
}

/**
 * Maps the lines of a stack back to the sources when its error is about to be shown. The SDK reads the stack of each of
 * its promises and shows none, and to map a line of the bundle the whole source map of it has to be read.
 */
function deferStackMapping() {
  const map = Error.prepareStackTrace;
  if (map === undefined) return;
  // V8's own text. It is made when a stack is first read, so an error that nobody has looked at can be mapped later
  Error.prepareStackTrace = undefined;
  const restore = () => {
    Error.prepareStackTrace = map;
  };
  process.prependListener("uncaughtException", restore);
  process.prependListener("unhandledRejection", restore);
}

/**
 * Drops the debug messages of the SDK. It sends several for each resource, one request after the other, to an engine that
 * shows them to nobody unless it runs with --debug; NATS_STACK_EAGER=1 brings them back.
 */
function dropDebugMessages() {
  const log = Object.keys(require.cache).find((file) =>
    file.endsWith(path.join("@pulumi", "pulumi", "log", "index.js")),
  );
  if (log === undefined) return;
  const sdk = path.join(path.dirname(log), "..", "package.json");
  if (JSON.parse(fs.readFileSync(sdk, "utf8")).version !== knownSdk) return;
  require.cache[log].exports.debug = () => Promise.resolve();
}

/** To be called after other listeners for uncaught errors are in place: it has to be the first that sees an error. */
exports.install = () => {
  if (process.env.NATS_STACK_EAGER === "1") return;
  deferHeavyParts();
  deferStackMapping();
  dropDebugMessages();
};
