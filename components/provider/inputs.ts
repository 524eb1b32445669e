import { quoted } from "../../domain/assets";
import { isObject, type JsonObject } from "../../domain/json";
import { meantOrKnown } from "../../domain/names";
import { immutableWay, immutableWays } from "../../domain/policy";
import type { Problem } from "../../domain/problem";
import { isTarget, targetForms } from "../../targets/target";
import type { Inputs } from "./asset";
import type { Props } from "./shell";

/** What an input that is not known yet looks like in a preview. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** @returns whether a value, or anything inside it, is not known yet */
export const hasUnknown = (value: unknown): boolean =>
  JSON.stringify(value ?? null).includes(unknown);

/** Reads the inputs of a resource; a check went before, in this run or in the one that wrote the state. */
export function inputsOf(props: Props): Inputs {
  const { name, target, config } = props;
  return {
    name: typeof name === "string" ? name : "",
    target: typeof target === "string" ? target : "",
    config: isObject(config) ? config : {},
    policy: {
      adopt: props["adopt"] === true,
      dataLoss: props["dataLoss"] === "allow" ? "allow" : "refuse",
      onImmutableChange: immutableWay(props["onImmutableChange"]),
    },
    props,
  };
}

/**
 * Finds what is wrong with the shape of the inputs; what is not known yet passes.
 *
 * @param more inputs that this kind has besides its config
 */
export function shapeProblems(props: Props, more: readonly string[]): readonly Problem[] {
  const keys = [...more, "config"];
  const expected: readonly (readonly [string, boolean, string])[] = [
    ["name", typeof props["name"] === "string", "write the name as a text"],
    ["target", isTarget(props["target"]), `allowed are ${targetForms}`],
    ["config", isObject(props["config"]), "write an object of fields"],
    ["adopt", isOptional(props, "adopt", "boolean"), "allowed are true and false"],
    [
      "dataLoss",
      ["refuse", "allow", undefined].some((text) => text === props["dataLoss"]),
      'allowed are "refuse" and "allow"',
    ],
    [
      "onImmutableChange",
      [...immutableWays, undefined].some((way) => way === props["onImmutableChange"]),
      `allowed are ${quoted(immutableWays)}`,
    ],
    ["resume", isOptional(props, "resume", "boolean"), "allowed are true and false"],
    ["purge", isOptional(props, "purge", "string"), "write any text; a changed one purges once"],
  ];
  return [
    ...expected
      .filter(([key, ok]) => !ok && !hasUnknown(props[key]))
      .map(([key, , way]) => ({ path: key, reason: `got ${shown(props, key)}; ${way}` })),
    ...Object.keys(props)
      .filter((key) => !keys.includes(key))
      .map((key) => ({ path: key, reason: unknownKey(key, keys) })),
  ];
}

const isOptional = (props: JsonObject, key: string, type: string): boolean =>
  props[key] === undefined || typeof props[key] === type;

const shown = (props: JsonObject, key: string): string =>
  props[key] === undefined ? "nothing" : JSON.stringify(props[key]);

const unknownKey = (key: string, keys: readonly string[]): string =>
  `unknown input; ${meantOrKnown(key, keys)}`;
