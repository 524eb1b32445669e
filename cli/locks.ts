import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readObject } from "./files";

/** A lock of the stack, as the Pulumi CLI writes it for its file backend. */
export interface Lock {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  /** RFC 3339. */
  readonly timestamp: string;
}

/**
 * @param state folder of the file backend
 * @returns the locks of a stack: `.pulumi/locks/organization/<project>/<stack>/<uuid>.json`, as seen on CLI 3.248
 */
export function readLocks(state: string, project: string, stack: string): readonly Lock[] {
  const folder = join(state, ".pulumi", "locks", "organization", project, stack);
  return names(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => readLock(join(folder, name)));
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A lock that cannot be read belongs to nobody known: pid 0 of host "". */
function readLock(file: string): Lock {
  const { pid, username, hostname, timestamp } = readObject(file) ?? {};
  return {
    pid: typeof pid === "number" ? pid : 0,
    username: typeof username === "string" ? username : "",
    hostname: typeof hostname === "string" ? hostname : "",
    timestamp: typeof timestamp === "string" ? timestamp : "",
  };
}
