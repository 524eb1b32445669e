import { type Json, isObject } from "../json";
import { shown } from "../field/kind";
import type { Problem } from "../problem";
import { bytesOf } from "../units";
import type { KeyValueConfig } from "./bucketConfig";
import { bucketAsset } from "./bucketId";

/** Values by key with which a key-value bucket begins. They lie in the state file in clear: never secrets. */
export type InitialKeys = Readonly<Record<string, string>>;

const keyForm = /^[-/_=.\w]+$/;

/**
 * Finds what is wrong with the keys that a bucket begins with.
 *
 * @param initial as it was declared, whatever its type says
 */
export function initialProblems(
  name: string,
  config: KeyValueConfig,
  initial: Json | undefined,
): readonly Problem[] {
  const path = `${bucketAsset({ kind: "keyValue", name })}: initial`;
  if (initial === undefined) return [];
  if (!isObject(initial)) {
    return [{ path, reason: `got ${shown(initial)}; write texts by key, such as { mode: "on" }` }];
  }
  if (config.mirror) {
    return [{ path, reason: "a mirror takes no keys: it copies its origin's; leave it out" }];
  }
  const most = bytesOf(config.maxValueSize ?? -1);
  return Object.entries(initial).flatMap(([key, value]) => entryProblems(path, key, value, most));
}

function entryProblems(
  path: string,
  key: string,
  value: Json,
  mostBytes: number,
): readonly Problem[] {
  const at = `${path}: ${JSON.stringify(key)}`;
  const bytes = typeof value === "string" ? new TextEncoder().encode(value).length : 0;
  return [
    ...(isKey(key)
      ? []
      : [
          {
            path: at,
            reason:
              'no key; use letters, digits and - / _ = . with no dot first, last or twice, such as "orders.mode"',
          },
        ]),
    ...(typeof value === "string"
      ? []
      : [{ path: at, reason: `got ${shown(value)}; write a text` }]),
    ...(mostBytes > 0 && bytes > mostBytes
      ? [{ path: at, reason: `got ${bytes} bytes; maxValueSize allows ${mostBytes}` }]
      : []),
  ];
}

/** @see nats.go jetstream/kv.go, keyValid */
const isKey = (key: string): boolean =>
  keyForm.test(key) && !key.startsWith(".") && !key.endsWith(".") && !key.includes("..");
