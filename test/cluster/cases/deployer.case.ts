import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubernetesApi } from "../plugins/api.cjs";
import { clusterApi, namespaceExists, removeNamespace } from "../support/cluster";
import { type Deployer, makeDeployer, type Rule } from "../support/deployer";
import { namespaceName } from "../support/program";
import { copyStack, type Stack } from "../support/stack";
import { suiteFolder } from "../suite";

const namespace = "swe-ai-fleet";
const up = ["up", "--yes", "--skip-preview"];
const destroy = ["destroy", "--yes", "--skip-preview"];

describe("whoever has the roles of examples/kubernetes", () => {
  let api: KubernetesApi;
  let deployer: Deployer;
  let stack: Stack;
  let folder: string;
  const own = namespaceName("deployer");

  before(async () => {
    api = clusterApi();
    const taken = await namespaceExists(api, namespace);
    assert.equal(taken, false, `the cluster has a namespace "${namespace}" already: name another`);
    folder = mkdtempSync(join(process.env[suiteFolder] ?? tmpdir(), "nats-stack-deployer-"));
    await api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: own } });
    deployer = await makeDeployer(api, own);
    await deployer.writeKubeconfig(join(folder, "kubeconfig"));
    stack = await copyStack("dev");
  });

  after(async () => {
    // neither is there where the cluster was not fit for this
    const made = stack as Stack | undefined;
    await made?.pulumi(destroy, { NATS_STACK_SYSTEMS: namespace });
    made?.remove();
    await (deployer as Deployer | undefined)?.remove();
    await removeNamespace(api, own);
    rmSync(folder, { recursive: true });
  });

  const as = (): { readonly KUBECONFIG: string; readonly NATS_STACK_SYSTEMS: string } => ({
    KUBECONFIG: join(folder, "kubeconfig"),
    // one system is enough to see it
    NATS_STACK_SYSTEMS: namespace,
  });

  const lineOf = (resource: string, verb = "get"): Rule =>
    deployer.rules.find(
      ({ resources, verbs }) => resources.includes(resource) && verbs.includes(verb),
    ) ?? assert.fail(`no line lets ${verb} ${resource}`);

  /** Runs a command with one line fewer. @returns what it said when it failed */
  async function refusedWithout(rule: Rule, args: readonly string[]): Promise<string> {
    await deployer.without(rule);
    try {
      const { code, output } = await stack.pulumi(args, as());
      assert.notEqual(code, 0, output);
      return output;
    } finally {
      await deployer.restore();
    }
  }

  it("is told so, and makes nothing, where he may not make a namespace", async () => {
    const output = await refusedWithout(lineOf("namespaces", "create"), up);
    assert.match(output, /namespaces .*is forbidden: .*cannot create resource "namespaces"/);
    assert.equal(await namespaceExists(api, namespace), false);
  });

  it("deploys, refreshes, and finds nothing to change", async () => {
    await stack.succeed(up, as());
    await stack.succeed(["refresh", "--yes", "--skip-preview"], as());
    const { output } = await stack.succeed(["preview", "--expect-no-changes"], as());
    assert.doesNotMatch(output, /not checked|forbidden/);
  });

  const needed = [
    ["statefulsets", /cannot (get|list) resource "statefulsets" in API group "apps"/],
    ["configmaps", /cannot get resource "(configmaps|services|serviceaccounts)"/],
    ["poddisruptionbudgets", /cannot get resource "poddisruptionbudgets"/],
    ["networkpolicies", /cannot get resource "networkpolicies"/],
    ["namespaces", /cannot get resource "namespaces"/],
    ["pods", /pods of namespace "swe-ai-fleet" cannot be listed: .*cannot list resource "pods"/],
    ["pods/portforward", /ports of pods in namespace "swe-ai-fleet" cannot be forwarded/],
  ] as const;
  for (const [resource, words] of needed) {
    it(`is told so where he may do nothing with ${resource}`, async () => {
      const args = ["refresh", "--yes", "--skip-preview"];
      assert.match(await refusedWithout(lineOf(resource), args), words);
    });
  }

  it("is told in the plan what could not be checked where he may not see claims", async () => {
    await deployer.without(lineOf("persistentvolumeclaims", "list"));
    const { output } = await stack.succeed(["preview"], as());
    assert.match(output, /Kubernetes did not tell which servers and claims there are/);
    await deployer.restore();
  });

  it("destroys", async () => {
    await stack.succeed(destroy, as());
    assert.equal(await namespaceExists(api, namespace), false);
  });
});
