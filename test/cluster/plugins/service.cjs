"use strict";

// The methods of Pulumi's resource provider protocol, by those of a plain object. They speak the protocol directly, because
// `@pulumi/pulumi/provider` hands its class neither the provider's configuration, nor customTimeouts, nor the old inputs.
// No secrets, resources or outputs are accepted on the wire: the engine then unwraps them, and marks an output as secret
// where the input of the same name is.
const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");
const pb = require("@pulumi/pulumi/proto/provider_pb");

const { describe, equal, fromStruct, toStruct } = require("./wire.cjs");

const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;

/** A message with fields set, such as {id: "x"} by setId("x"). */
function message(Type, fields) {
  const filled = new Type();
  for (const [name, value] of Object.entries(fields))
    filled[`set${name[0].toUpperCase()}${name.slice(1)}`](value);
  return filled;
}

const failureOf = (failure) => message(pb.CheckFailure, failure);

/** Methods about the provider itself. */
const aboutProvider = (provider) => ({
  handshake: () => new pb.ProviderHandshakeResponse(),
  attach: () => new Empty(),
  getPluginInfo: () => message(PluginInfo, { version: provider.version }),
  getSchema: () =>
    message(pb.GetSchemaResponse, {
      schema: JSON.stringify({ name: provider.name, version: provider.version }),
    }),
  checkConfig: (call) => message(pb.CheckResponse, { inputs: call.getNews() }),
  diffConfig: (call) =>
    message(pb.DiffResponse, {
      changes: equal(fromStruct(call.getOlds()), fromStruct(call.getNews()))
        ? DIFF_NONE
        : DIFF_SOME,
    }),
  async configure(call) {
    await provider.configure?.(fromStruct(call.getArgs()));
    // the engine then calls create and update in previews as well, where their outputs can be told
    return message(pb.ConfigureResponse, { supportspreview: true });
  },
  invoke(call) {
    throw new Error(`the stand-in for ${provider.name} has no function ${call.getTok()}`);
  },
});

/** Methods that change nothing. */
const looking = (provider, stop) => ({
  async check(call) {
    const { inputs, failures = [] } = await provider.check(describe(call, stop));
    return message(pb.CheckResponse, {
      inputs: toStruct(inputs),
      failuresList: failures.map(failureOf),
    });
  },
  async diff(call) {
    const { diffs, replaces, deleteBeforeReplace } = await provider.diff(describe(call, stop));
    return message(pb.DiffResponse, {
      changes: diffs.length > 0 ? DIFF_SOME : DIFF_NONE,
      diffsList: diffs,
      replacesList: replaces,
      deletebeforereplace: deleteBeforeReplace,
    });
  },
  async read(call) {
    const found = await provider.read(describe(call, stop));
    // an empty id says that it is gone
    if (!found) return new pb.ReadResponse();
    return message(pb.ReadResponse, {
      id: found.id,
      properties: toStruct(found.outputs),
      inputs: toStruct(found.inputs),
    });
  },
});

/** Methods that change something; in a preview the provider's own are never reached. */
const changing = (provider, stop) => ({
  async create(call) {
    const request = describe(call, stop);
    if (call.getPreview()) {
      const properties = toStruct(provider.preview(undefined, request.props));
      // without an id, which the engine takes for one that is not known yet
      return message(pb.CreateResponse, { properties });
    }
    const { id, outputs } = await provider.create(request);
    return message(pb.CreateResponse, { id, properties: toStruct(outputs) });
  },
  async update(call) {
    const request = describe(call, stop);
    const outputs = call.getPreview()
      ? provider.preview(request.olds, request.news)
      : await provider.update(request);
    return message(pb.UpdateResponse, { properties: toStruct(outputs) });
  },
  async delete(call) {
    await provider.delete(describe(call, stop));
    return new Empty();
  },
});

/** @returns handlers by the protocol's method names: from a request to its response or a promise of it */
exports.serviceOf = (provider, stop) => ({
  ...aboutProvider(provider),
  ...looking(provider, stop),
  ...changing(provider, stop),
});
