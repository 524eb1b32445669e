import { isObject, type Json } from "../domain/json";
import type { Machine } from "./machine";
import type { ProcessNote } from "./processes";

/** @returns the text; "" where the value is something else */
export const textFrom = (value: Json | undefined): string =>
  typeof value === "string" ? value : "";

/** @returns the list; an empty one where the value is something else */
export function listFrom(value: Json | undefined): readonly Json[] {
  const items: unknown = value;
  return isList(items) ? items : [];
}

const isList = (value: unknown): value is readonly Json[] => Array.isArray(value);

/** @returns the process that was noted; undefined where none was */
export function noteFrom(value: Json | undefined): ProcessNote | undefined {
  if (!isObject(value) || typeof value["pid"] !== "number") return undefined;
  return { pid: value["pid"], started: textFrom(value["started"]) };
}

/** @returns the machine that was noted; one of empty texts where none was */
export function machineFrom(value: Json | undefined): Machine {
  const { host, boot, pidSpace } = isObject(value) ? value : {};
  return { host: textFrom(host), boot: textFrom(boot), pidSpace: textFrom(pidSpace) };
}
