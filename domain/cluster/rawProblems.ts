import { isObject, type Json, type JsonObject } from "../json";
import type { Problem } from "../problem";
import { isVariable } from "./conf";

const secretKeys = /^(password|pass|token|nkey_seed|seed|secret|credentials_text)$/i;
const userInfo = /^\w+:\/\/[^/@\s]+@/;

/**
 * Finds secrets in clear in what is merged into nats.conf, for that text lies in a ConfigMap and in the state.
 *
 * @param path from the outside in
 */
export function rawProblems(object: JsonObject, path: string): readonly Problem[] {
  return Object.entries(object).flatMap(([key, value]) =>
    valueProblems(key, value, `${path}.${key}`),
  );
}

function valueProblems(key: string, value: Json, path: string): readonly Problem[] {
  if (isObject(value)) {
    return rawProblems(value, path);
  }
  if (isList(value)) {
    return value.flatMap((one, index) => valueProblems(key, one, `${path}[${index}]`));
  }
  return isSecret(key, value)
    ? [
        {
          path,
          reason:
            'holds a secret in clear; write "<< $NAME >>" and give the server that variable, or include a file of a mounted Secret with "$include"',
        },
      ]
    : [];
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The hash of a password may be seen. */
const isSecret = (key: string, value: Json): boolean => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (secretKeys.test(key)) {
    return !isVariable(text) && !text.startsWith("$2a$");
  }
  return userInfo.test(text);
};
