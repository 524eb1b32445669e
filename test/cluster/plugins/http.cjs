"use strict";

// One request to an API server, JSON in both directions. The typed models of @kubernetes/client-node are no way to send
// manifests: they rename fields ("from" becomes "_from"), turn times into Dates and drop what they do not know.
const { Buffer } = require("node:buffer");
const http = require("node:http");
const https = require("node:https");

const SILENCE_MILLIS = 30_000;

/** A refusal of the API server. */
class ApiError extends Error {
  constructor(code, message, details) {
    super(message);
    this.code = code;
    this.conflicts = (details?.causes ?? []).filter(
      ({ reason }) => reason === "FieldManagerConflict",
    );
  }
}

function exchange(url, options, body) {
  return new Promise((resolve, reject) => {
    const client = url.protocol === "https:" ? https : http;
    const request = client.request(url, options, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }),
      );
    });
    request.setTimeout(SILENCE_MILLIS, () =>
      request.destroy(
        new Error(`the Kubernetes API server is silent for ${SILENCE_MILLIS / 1000} s`),
      ),
    );
    request.on("error", (error) =>
      reject(
        new Error(`Kubernetes cluster is unreachable: ${error.message || error.code}`, {
          cause: error,
        }),
      ),
    );
    request.end(body);
  });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    // "ok" of /readyz, or a page of some proxy
    return { message: text.trim() };
  }
}

/**
 * @param {URL} url
 * @param options of https.request: login and headers
 * @param body what becomes JSON, or undefined
 * @returns the JSON of the answer; {message} where it is none
 * @throws ApiError from status 400 upward
 */
exports.requestJson = async (url, options, body) => {
  const { status, text } = await exchange(
    url,
    options,
    body === undefined ? undefined : JSON.stringify(body),
  );
  const reply = parse(text);
  if (status < 400) return reply;
  const message = reply.message || `${options.method} ${url.pathname}: HTTP ${status}`;
  throw new ApiError(status, message, reply.details);
};

exports.ApiError = ApiError;
