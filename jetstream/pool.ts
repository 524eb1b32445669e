import { connect, type ConnectOptions, type JetStream } from "./connection";
import type { Target } from "./target";

/** Connections by target, in memory alone: the keys hold credentials. */
const open = new Map<string, Promise<JetStream>>();

/**
 * The one connection of this process to a target, opened at the first call. It does not keep the process alive. A
 * failure is not kept: the next call tries again.
 *
 * @throws BadTarget, Unreachable, NotAuthorized
 */
export async function connectShared(
  target: Target,
  options: ConnectOptions = {},
): Promise<JetStream> {
  const key = JSON.stringify(target);
  const known = open.get(key);
  if (known !== undefined) return known;
  const connecting = connect(target, options);
  open.set(key, connecting);
  try {
    return await connecting;
  } catch (error) {
    open.delete(key);
    throw error;
  }
}

/** Closes all shared connections. A later {@link connectShared} opens new ones. */
export async function closeAll(): Promise<void> {
  const connections = [...open.values()];
  open.clear();
  await Promise.allSettled(connections.map(async (js) => (await js).close()));
}
