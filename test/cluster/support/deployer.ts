import { readFileSync, writeFileSync } from "node:fs";
import { loadAllYaml } from "@kubernetes/client-node";
import { until } from "../../support/until";
import type { KubernetesApi, ObjectReference } from "../plugins/api.cjs";

/** One line of a role. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface Role extends ObjectReference {
  readonly rules: readonly Rule[];
}

/** Somebody who may do what the roles of examples/ say. */
export interface Deployer {
  /** Lines of all his roles. */
  readonly rules: readonly Rule[];
  /** Writes a kubeconfig of his, with the name of the test's context. */
  writeKubeconfig(path: string): Promise<void>;
  /** Takes one line away, until it is given back. */
  without(rule: Rule): Promise<void>;
  /** Gives all lines back. */
  restore(): Promise<void>;
  remove(): Promise<void>;
}

const rbac = "rbac.authorization.k8s.io/v1";
const file = "examples/kubernetes/deployer.yaml";

/** @param namespace where his account is made; its name also tells his roles from those of others */
export async function makeDeployer(api: KubernetesApi, namespace: string): Promise<Deployer> {
  const account = {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "deployer", namespace },
  };
  const named = (name: string): string => `${name}-${namespace}`;
  const roles = (loadAllYaml(readFileSync(file, "utf8")) as readonly Role[]).map((role) => ({
    ...role,
    metadata: { name: named(role.metadata.name) },
  }));
  const bindings = roles.map(({ kind, metadata: { name } }) => ({
    apiVersion: rbac,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind, name },
    subjects: [{ kind: "ServiceAccount", name: "deployer", namespace }],
  }));
  const restore = async (): Promise<void> => {
    for (const role of roles) await api.apply(role);
    for (const { rules } of roles) for (const rule of rules) await heard(rule, true);
  };
  /** Waits until the API server judges by a line. */
  const heard = async (rule: Rule, allowed: boolean): Promise<void> => {
    await until(async () => ((await may(rule)) === allowed ? true : undefined), 30_000);
  };
  const may = async ({ apiGroups, resources, resourceNames, verbs }: Rule): Promise<boolean> => {
    const [resource = "", subresource] = resources[0]?.split("/") ?? [];
    const { status } = (await api.request(
      "POST",
      "/apis/authorization.k8s.io/v1/subjectaccessreviews",
      {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SubjectAccessReview",
        spec: {
          user: `system:serviceaccount:${namespace}:deployer`,
          resourceAttributes: {
            group: apiGroups[0],
            resource,
            subresource,
            name: resourceNames?.[0],
            verb: verbs[0],
          },
        },
      },
    )) as unknown as { readonly status: { readonly allowed: boolean } };
    return status.allowed;
  };
  await api.apply(account);
  for (const binding of bindings) await api.apply(binding);
  await restore();
  return {
    rules: roles.flatMap(({ rules }) => rules),
    writeKubeconfig: (path) => writeKubeconfig(api, namespace, path),
    without: async (rule) => {
      for (const role of roles)
        await api.apply({ ...role, rules: role.rules.filter((one) => one !== rule) });
      await heard(rule, false);
    },
    restore,
    remove: async () => {
      for (const one of [...bindings, ...roles]) await api.delete(one);
    },
  };
}

async function writeKubeconfig(api: KubernetesApi, namespace: string, path: string) {
  const { status } = (await api.request(
    "POST",
    `/api/v1/namespaces/${namespace}/serviceaccounts/deployer/token`,
    { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
  )) as unknown as { readonly status: { readonly token: string } };
  const cluster = api.config.getCurrentCluster();
  const name = process.env["NATS_STACK_TEST_CONTEXT"];
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name,
        cluster: {
          server: cluster?.server,
          "certificate-authority-data":
            cluster?.caData ?? readFileSync(cluster?.caFile ?? "").toString("base64"),
        },
      },
    ],
    users: [{ name, user: { token: status.token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  };
  writeFileSync(path, JSON.stringify(kubeconfig), { mode: 0o600 });
}
