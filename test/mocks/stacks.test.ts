import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { loadYaml } from "@kubernetes/client-node";
import * as pulumi from "@pulumi/pulumi";
import program = require("../../index");
import { isObject } from "../../domain/json";
import { systems } from "../../systems";
import { matchesGolden } from "../support/golden";
import {
  type Options,
  recordOptions,
  recordRegistrations,
  type Registration,
  registrations,
  withoutSecrets,
} from "../support/mocks";

/** A stack's file as people wrote it. */
interface StackFile {
  readonly config: Readonly<Record<string, unknown>>;
}

const passwordOf = (user: string): string => `hush-${user}-hush`;

const users = Object.fromEntries(
  Object.entries(systems).map(([name, { users: own = {} }]) => [
    name,
    Object.fromEntries(["admin", ...Object.keys(own)].map((user) => [user, passwordOf(user)])),
  ]),
);

describe("the stacks on Kubernetes", () => {
  const environment = { ...process.env };

  before(() => {
    // a preview of a first pull request: no cluster, no server
    process.env["KUBECONFIG"] = "/nonexistent";
    delete process.env["KUBERNETES_SERVICE_HOST"];
  });

  after(() => {
    process.env = environment;
  });

  const preview = async (stack: string, more: Readonly<Record<string, unknown>> = {}) => {
    const { config } = loadYaml<StackFile>(readFileSync(`Pulumi.${stack}.yaml`, "utf8"));
    const all = { ...config, ...more };
    process.env["PULUMI_CONFIG_SECRET_KEYS"] = JSON.stringify(Object.keys(more));
    pulumi.runtime.setAllConfig(
      Object.fromEntries(
        Object.entries(all).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
    );
    const registered = recordRegistrations(stack, true);
    const options = recordOptions();
    return { registered, options, outputs: await program() };
  };

  /** The SDK registers in the background, until all that was started is done. */
  const settled = async (registered: readonly Registration[], count: number) => {
    const all = await registrations(registered, count);
    assert.equal(registered.length, count);
    return all;
  };

  const shown = (
    all: readonly Registration[],
    options: readonly Options[],
    outputs: unknown,
  ): string => {
    const resources = withoutSecrets(all) as readonly Registration[];
    const registered = resources.map((one) => ({
      ...one,
      options: options.find(({ type, name }) => type === one.type && name === one.name)?.options,
    }));
    return JSON.stringify({ registered, outputs }, undefined, 2);
  };

  const matchesConf = (stack: string, all: readonly Registration[]): void => {
    for (const name of Object.keys(systems)) {
      const config = all.find((one) => one.name === `${name}-config`)?.inputs["data"];
      const text = isObject(config) ? config["nats.conf"] : undefined;
      assert.ok(typeof text === "string");
      matchesGolden(`${stack}-${name}.conf`, text.trimEnd());
    }
  };

  it("register one server per system in dev, as reviewed", async () => {
    const { registered, options, outputs } = await preview("dev");
    const all = await settled(registered, 49);
    matchesGolden("dev.json", shown(all, options, outputs));
    matchesConf("dev", all);
  });

  it("register three guarded servers per system in prod, as reviewed, and no secret in clear", async () => {
    const { registered, options, outputs } = await preview("prod", {
      "nats-stack:passwords": users,
    });
    const all = await settled(registered, 65);
    const text = shown(all, options, outputs);
    assert.doesNotMatch(text, /hush/);
    matchesGolden("prod.json", text);
    matchesConf("prod", all);
  });

  it("hold no secret in any golden file", () => {
    for (const stack of ["dev", "prod"]) {
      const text = readFileSync(`test/golden/${stack}.json`, "utf8");
      assert.doesNotMatch(text, /hush|BEGIN [A-Z ]*PRIVATE KEY|\bSU[A-Z2-7]{56}\b/);
    }
  });
});
