"use strict";

// Values of Pulumi's provider protocol, to and from plain objects.
const { Buffer } = require("node:buffer");

const grpc = require("@grpc/grpc-js");
const { Any } = require("google-protobuf/google/protobuf/any_pb");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
const pb = require("@pulumi/pulumi/proto/provider_pb");
const { Status } = require("@pulumi/pulumi/proto/status_pb");

/** What the engine sends, and takes, for a value that a preview does not know. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const SECRET_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_VALUE = "1b47061264138c4ac30d75fd1eb44270";
const DEFAULT_TIMEOUT_SECONDS = 600;

/** The object exists and is not ready: it stays in the state, and the next `up` calls update. */
class InitFailed extends Error {
  constructor(message, id, outputs) {
    super(message);
    this.id = id;
    this.outputs = outputs;
  }
}

/** Marks an output as secret. */
const secret = (value) => ({ [SECRET_KEY]: SECRET_VALUE, value });

const fromStruct = (struct) => struct?.toJavaScript() ?? {};

/** By way of JSON, since a Struct takes no undefined. */
const toStruct = (value) => Struct.fromJavaScript(JSON.parse(JSON.stringify(value ?? {})));

const isComposite = (value) => typeof value === "object" && value !== null;

/** The order of keys never matters; absent and undefined are the same. */
function equal(a, b) {
  if (a === b) return true;
  if (!isComposite(a) || !isComposite(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => equal(a[key], b[key]));
}

/** @returns names of the inputs that differ */
const changedKeys = (olds, news) =>
  [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (key) => !equal(olds[key], news[key]),
  );

/**
 * What a provider's methods see of a request; not every kind of request has every field.
 *
 * @param {AbortSignal} stop aborted when the engine cancels
 */
function describe(request, stop) {
  const urn = request.getUrn();
  const seconds = request.getTimeout?.() || DEFAULT_TIMEOUT_SECONDS;
  const [, , types, ...name] = urn.split("::");
  return {
    type: types.split("$").pop(),
    name: name.join("::"),
    id: request.getId?.(),
    news: fromStruct(request.getNews?.()),
    olds: fromStruct(request.getOlds?.()),
    props: fromStruct(request.getProperties?.()),
    inputs: fromStruct(request.getInputs?.()),
    oldInputs: fromStruct(request.getOldInputs?.()),
    seed: Buffer.from(request.getRandomseed_asU8?.() ?? []),
    seconds,
    signal: globalThis.AbortSignal.any([
      stop,
      globalThis.AbortSignal.timeout(Math.ceil(seconds * 1000)),
    ]),
  };
}

function initFailedDetail({ message, id, outputs }) {
  const detail = new pb.ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(toStruct(outputs));
  detail.setReasonsList([message]);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(any);
  return Buffer.from(status.serializeBinary());
}

function toGrpcError(error) {
  const details = error instanceof Error ? error.message : String(error);
  const metadata = new grpc.Metadata();
  if (error instanceof InitFailed) metadata.add("grpc-status-details-bin", initFailedDetail(error));
  return { code: grpc.status.UNKNOWN, details, metadata };
}

module.exports = {
  UNKNOWN,
  InitFailed,
  secret,
  fromStruct,
  toStruct,
  equal,
  changedKeys,
  describe,
  toGrpcError,
};
