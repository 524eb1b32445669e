import assert from "node:assert/strict";
import { inspect } from "node:util";

/**
 * Waits for a promise to fail.
 *
 * @param secrets texts that must stand nowhere in the error: message, stack, cause, any field
 * @returns the error
 * @throws AssertionError where the promise does not fail, or its error tells a secret
 */
export async function failureOf(
  promise: Promise<unknown>,
  secrets: readonly string[] = [],
): Promise<Error> {
  const error: unknown = await promise.then(
    () => assert.fail("expected a failure"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error);
  const everything = `${error.message}\n${inspect(error, { depth: 10, showHidden: true })}`;
  for (const secret of secrets) {
    assert.ok(!everything.includes(secret), `the error tells a secret: ${everything}`);
  }
  return error;
}

/** Asserts class and full sentence of a failure. */
export async function assertFails(
  promise: Promise<unknown>,
  expected: new (...args: never[]) => Error,
  message: string,
  secrets: readonly string[] = [],
): Promise<void> {
  const error = await failureOf(promise, secrets);
  assert.equal(error.message, message);
  assert.ok(error instanceof expected, `got a ${error.name}`);
}
