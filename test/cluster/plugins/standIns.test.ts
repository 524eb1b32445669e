import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CreateRequest,
  type CreateResponse,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

type Properties = Record<string, JavaScriptValue>;

const struct = (properties: Properties): Struct => Struct.fromJavaScript(properties);

/** Starts a stand-in as Pulumi's engine does, with a cluster that is not there. */
async function start(name: "kubernetes" | "command") {
  const child = spawn(`test/cluster/plugins/pulumi-resource-${name}`, ["127.0.0.1:1"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, KUBECONFIG: "/nowhere" },
  });
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  const address = `127.0.0.1:${port.toString().trim()}`;
  const client = new ResourceProviderClient(address, credentials.createInsecure());
  return {
    client,
    stop: async () => {
      client.close();
      child.kill();
      await once(child, "close");
    },
  };
}

const create = (client: ResourceProviderClient, type: string, properties: Properties) => {
  const request = new CreateRequest();
  request.setUrn(`urn:pulumi:test::project::${type}::one`);
  request.setProperties(struct(properties));
  request.setPreview(true);
  return new Promise<CreateResponse>((resolve, reject) => {
    client.create(request, (error, response) => {
      if (error) reject(error);
      else resolve(response);
    });
  });
};

describe("the stand-ins for Pulumi's providers", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-stand-ins-"));
  });

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("run no command in a preview, neither to create nor to update", async () => {
    const { client, stop } = await start("command");
    try {
      const told = join(folder, "told");
      const type = "command:local:Command";
      const response = await create(client, type, { create: `touch ${told}` });
      assert.equal(response.getId(), "");
      const request = new UpdateRequest();
      request.setUrn(`urn:pulumi:test::project::${type}::one`);
      request.setNews(struct({ create: `touch ${told}` }));
      request.setOlds(struct({}));
      request.setPreview(true);
      await new Promise((resolve) => client.update(request, resolve));
      assert.equal(existsSync(told), false);
    } finally {
      await stop();
    }
  });

  it("make no object in a preview, and need no cluster for it", async () => {
    const { client, stop } = await start("kubernetes");
    try {
      const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };
      const response = await create(client, "kubernetes:core/v1:Namespace", object);
      assert.equal(response.getId(), "");
      assert.deepEqual(response.getProperties()?.toJavaScript(), object);
    } finally {
      await stop();
    }
  });
});
