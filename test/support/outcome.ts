import assert from "node:assert/strict";
import type { Result } from "./project";

/** How long a person may wait for the sentence that says what is wrong. */
const patienceMillis = 10_000;

/** Asserts that a command succeeded and said all this. */
export function assertDone({ code, output }: Result, ...texts: readonly string[]): void {
  assert.equal(code, 0, output);
  assertTells(output, texts);
}

/** Asserts that a command failed in time, said all this, and showed a person nothing of the program's inside. */
export function assertRefused({ code, output, millis }: Result, ...texts: readonly string[]): void {
  assert.ok(code !== null && code > 0, `ended with ${String(code)}:\n${output}`);
  assertTells(output, texts);
  assert.doesNotMatch(output, /^\s*at .*[:(<]/m, "shows a stack");
  assert.doesNotMatch(output, /unhandled|RunError|TypeError/, "shows an error of the program");
  assert.ok(millis < patienceMillis, `took ${millis} ms:\n${output}`);
}

function assertTells(output: string, texts: readonly string[]): void {
  for (const text of texts) assert.ok(output.includes(text), `"${text}" is not in:\n${output}`);
}
