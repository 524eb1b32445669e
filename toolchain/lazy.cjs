"use strict";

/**
 * Puts off loading two heavy dependencies of @pulumi/pulumi until they are used. Both serve closure serialisation, which
 * a constant provider loader never calls; together they are most of the time that `require("@pulumi/pulumi")` takes.
 * Never needed for correctness: without it everything runs the same, later. NATS_STACK_EAGER=1 switches it off.
 */
const Module = require("node:module");

const heavy = (request) => request === "@npmcli/arborist" || request.endsWith("/typescript-shim");

const fromSdk = (parent) => parent?.filename?.includes("@pulumi/pulumi/") ?? false;

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

exports.install = () => {
  if (process.env.NATS_STACK_EAGER === "1") return;
  const original = Module._load;
  Module._load = function (request, parent, isMain) {
    const load = () => original.call(Module, request, parent, isMain);
    return heavy(request) && fromSdk(parent) ? deferred(load) : load();
  };
};
