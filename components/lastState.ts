import * as pulumi from "@pulumi/pulumi";
import { consumerAsset, streamAsset } from "../domain/assets";
import { isObject, type JsonObject } from "../domain/json";
import { immutableWay } from "../domain/policy";
import type { Known, KnownState } from "../domain/plan/plan";

const types = {
  stream: "pulumi-nodejs:dynamic/nats:Stream",
  consumer: "pulumi-nodejs:dynamic/nats:Consumer",
};

/**
 * Reads what this stack's state file holds of streams and consumers: what the engine is going to compare with. In a
 * preview that refreshes it is what was there before.
 *
 * @returns by target; undefined where the engine cannot tell, as in tests without one
 */
export async function readLastState(): Promise<ReadonlyMap<string, KnownState> | undefined> {
  try {
    const stackName = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
    // the engine answers it from the backend (see docs/decisions/0019), as it does for stack references
    const answer: unknown = await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", {
      stackName,
    });
    const outputs = isObject(answer) ? answer["outputs"] : undefined;
    return isObject(outputs) ? byTarget(Object.values(outputs)) : undefined;
  } catch {
    return undefined;
  }
}

/** @param resources what the state has of each: its type and outputs */
export function byTarget(resources: readonly unknown[]): ReadonlyMap<string, KnownState> {
  const found = new Map<string, Map<string, Known>>();
  for (const resource of resources) {
    const { type, outputs } = isObject(resource) ? resource : {};
    const asset = isObject(outputs) ? assetOf(type, outputs) : undefined;
    if (!isObject(outputs) || asset === undefined) continue;
    const target = typeof outputs["target"] === "string" ? outputs["target"] : "";
    found.set(target, (found.get(target) ?? new Map<string, Known>()).set(asset, known(outputs)));
  }
  return found;
}

function assetOf(type: unknown, { name, stream }: JsonObject): string | undefined {
  if (typeof name !== "string") return undefined;
  if (type === types.stream) return streamAsset(name);
  return type === types.consumer && typeof stream === "string"
    ? consumerAsset(stream, name)
    : undefined;
}

const known = ({ config, adopt, dataLoss, onImmutableChange, purge }: JsonObject): Known => ({
  config: isObject(config) ? config : {},
  policy: {
    adopt: adopt === true,
    dataLoss: dataLoss === "allow" ? "allow" : "refuse",
    onImmutableChange: immutableWay(onImmutableChange),
  },
  ...(typeof purge === "string" && { purge }),
});
