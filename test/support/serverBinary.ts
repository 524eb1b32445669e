import type { Report } from "../../toolchain/progress";
import { ensureNatsServer } from "../../toolchain/tools";

const found = new Map<string, Promise<string>>();

/** @returns path of the nats-server executable of that release, looked for once per process */
export function serverBinary(version: string): Promise<string> {
  const known = found.get(version) ?? findBinary(version);
  found.set(version, known);
  return known;
}

async function findBinary(version: string): Promise<string> {
  const { path } = await ensureNatsServer(version, { report: silent });
  return path;
}

/** Mocha's lines are the only ones wanted: what takes long was fetched before the first test. */
const silent: Report = {
  line: () => undefined,
  step: () => ({ detail: () => undefined, end: () => undefined }),
};
