import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type Json, type JsonObject } from "../../../domain/json";
import type { KubernetesApi } from "../plugins/api.cjs";
import type { Program } from "./program";

/** An object as a program would register it. */
export interface Manifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonObject & { readonly name: string; readonly namespace?: string };
}

/** The part that is read of the plan file of `pulumi preview --save-plan`. */
interface PlanFile {
  readonly resourcePlans: Readonly<
    Record<
      string,
      { readonly goal?: { readonly type: string; readonly inputDiff: { readonly adds?: Json } } }
    >
  >;
}

/** @returns all Kubernetes objects that a program that is not deployed would deploy, secrets in clear */
export async function renderedObjects(program: Program): Promise<readonly Manifest[]> {
  // the CLI's JSON of a preview has "[secret]" for a secret, whatever is asked
  await program.succeed("preview", "--show-secrets", "--save-plan", "plan.json");
  const text = readFileSync(join(program.folder, "plan.json"), "utf8");
  return Object.values((JSON.parse(text) as PlanFile).resourcePlans)
    .filter(({ goal }) => goal?.type.startsWith("kubernetes:"))
    .map(({ goal }) => inClear(goal?.inputDiff.adds ?? {}))
    .filter(isManifest);
}

/** The part that is read of a golden file of test/golden. */
interface Golden {
  readonly registered: readonly { readonly type: string; readonly inputs: Json }[];
}

/** @returns all Kubernetes objects of a stack as reviewed, with secrets of no meaning in them */
export function goldenObjects(file: string): readonly Manifest[] {
  const { registered } = JSON.parse(readFileSync(join("test", "golden", file), "utf8")) as Golden;
  return registered
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ inputs }) => inputs)
    .filter(isManifest)
    .map((object) =>
      object.kind === "Secret"
        ? { ...object, stringData: { username: "somebody", password: "something" } }
        : object,
    );
}

/** @returns the object in a namespace that nobody else uses, or as this namespace */
export const movedTo = (namespace: string, object: Manifest): Manifest => ({
  ...object,
  metadata: {
    ...object.metadata,
    ...(object.kind === "Namespace" ? { name: namespace } : { namespace }),
  },
});

const isManifest = (value: Json): value is Manifest =>
  isObject(value) && typeof value["kind"] === "string";

const secretKey = "4dabf18193072939515e22adb298388d";

function inClear(value: Json): Json {
  if (Array.isArray(value)) return value.map(inClear);
  if (!isObject(value)) return value;
  const { [secretKey]: mark, plaintext } = value;
  if (mark !== undefined && typeof plaintext === "string") return JSON.parse(plaintext) as Json;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inClear(part)]));
}

/** @returns "Service shop/nats" */
export const titleOf = ({ kind, metadata: { namespace, name } }: Manifest): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

/** @returns why the API server would refuse the object, unknown fields included; undefined if it would take it */
export async function refusal(api: KubernetesApi, object: Manifest): Promise<string | undefined> {
  try {
    await api.apply(object, { dryRun: true });
    return undefined;
  } catch (error) {
    return `${titleOf(object)}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
