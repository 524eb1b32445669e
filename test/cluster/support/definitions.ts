import { until } from "../../support/until";
import { type KubernetesApi } from "../plugins/api.cjs";

/** A part of an OpenAPI schema. What it does not name the API server refuses. */
type Schema = Readonly<Record<string, unknown>>;

/** Label of those made here. */
const ours = "nats-stack-test/made";

const text: Schema = { type: "string", minLength: 1 };
const texts: Schema = { type: "object", additionalProperties: { type: "string" } };
const object = (properties: Readonly<Record<string, Schema>>, ...required: string[]): Schema => ({
  type: "object",
  properties,
  ...(required.length > 0 && { required }),
});
const list = (items: Schema): Schema => ({ type: "array", minItems: 1, items });
const oneOf = (...values: readonly string[]): Schema => ({ type: "string", enum: values });

/** Of Prometheus: "5m", "1h30m". */
const span: Schema = {
  type: "string",
  pattern: "^(0|(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$",
};

/** Each as its operator has it, as far as our objects use it, and as strict there. */
const definitions = [
  definition("monitoring.coreos.com", "PodMonitor", {
    spec: object(
      {
        selector: object({ matchLabels: texts }),
        podMetricsEndpoints: list(object({ port: text })),
      },
      "selector",
    ),
  }),
  definition("monitoring.coreos.com", "PrometheusRule", {
    spec: object({
      groups: list(
        object(
          {
            name: text,
            rules: list(
              object(
                {
                  alert: text,
                  expr: text,
                  for: span,
                  labels: texts,
                  annotations: texts,
                },
                "expr",
              ),
            ),
          },
          "name",
        ),
      ),
    }),
  }),
  definition("cert-manager.io", "Certificate", {
    spec: object(
      {
        secretName: text,
        dnsNames: list(text),
        usages: list(oneOf("digital signature", "key encipherment", "server auth", "client auth")),
        issuerRef: object({ group: text, kind: text, name: text }, "name"),
      },
      "issuerRef",
      "secretName",
    ),
  }),
];

function definition(group: string, kind: string, properties: Readonly<Record<string, Schema>>) {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}`,
      labels: { [ours]: "true" },
    },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: object(properties, "spec") },
        },
      ],
    },
  };
}

interface Status {
  readonly conditions?: null | readonly { readonly type: string; readonly status: string }[];
}

/**
 * Makes the cluster know the kinds of the Prometheus operator and of cert-manager, where it does not already.
 *
 * @returns removes those that were made
 */
export async function defineKinds(api: KubernetesApi): Promise<() => Promise<void>> {
  const made: (typeof definitions)[number][] = [];
  const remove = async (): Promise<void> => {
    for (const one of made) await api.delete(one, { propagation: "Background" });
  };
  try {
    for (const one of definitions) {
      const live = await api.get(one);
      // one of ours is there where a run was killed
      if (live && !JSON.stringify(live.metadata).includes(`"${ours}"`)) continue;
      made.push(one);
      await api.apply(one);
    }
    for (const one of made) await established(api, one);
    return remove;
  } catch (error) {
    await remove();
    throw error;
  }
}

const established = (api: KubernetesApi, one: (typeof definitions)[number]): Promise<true> =>
  until(async () => {
    const { conditions } = ((await api.get(one))?.["status"] ?? {}) as Status;
    return conditions?.some(({ type, status }) => type === "Established" && status === "True")
      ? true
      : undefined;
  }, 30_000);
