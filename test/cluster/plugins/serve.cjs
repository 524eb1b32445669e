"use strict";

// Runs a stand-in as Pulumi's engine starts a provider.
const { Empty } = require("google-protobuf/google/protobuf/empty_pb");
const grpc = require("@grpc/grpc-js");
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb");

const { serviceOf } = require("./service.cjs");
const { toGrpcError } = require("./wire.cjs");

/** From a method on requests to a handler of grpc-js. */
const handler =
  (method) =>
  ({ request }, done) =>
    Promise.resolve(request)
      .then(method)
      .then(
        (response) => done(null, response),
        (error) => done(toGrpcError(error)),
      );

const listen = (server) =>
  new Promise((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );

/** Serves until the engine ends the process. What the object does not have is answered as unimplemented. */
exports.serve = async (provider) => {
  const stopping = new globalThis.AbortController();
  const cancel = () => {
    // ends the waits, so that the state is written
    stopping.abort(new Error("cancelled"));
    return new Empty();
  };
  const methods = { ...serviceOf(provider, stopping.signal), cancel };
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
  server.addService(
    ResourceProviderService,
    Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, handler(method)])),
  );
  // the engine reads the port from the first line
  console.log(String(await listen(server)));
};
