import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** What makes a process id mean something: the machine, its boot, and the space that process ids are counted in. */
export interface Machine {
  readonly host: string;
  /** Different after every boot. */
  readonly boot: string;
  /** Containers of one machine share its boot and have process ids of their own. "" where there is no such thing. */
  readonly pidSpace: string;
}

/**
 * How a note that was written down relates to where it is read:
 * same process ids; an earlier boot of this machine, so that no process of then is alive; or not to be told.
 */
export type Relation = "same" | "earlier" | "unknown";

/** @returns where this process runs */
export function thisMachine(): Machine {
  return process.platform === "linux"
    ? {
        host: hostname(),
        boot: readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
        pidSpace: readlinkSync("/proc/self/ns/pid"),
      }
    : { host: hostname(), boot: bootSession(), pidSpace: "" };
}

/** The host name may change within a boot (laptops between networks), and two containers may share one. */
export function relation(noted: Machine, here: Machine): Relation {
  if (noted.boot === here.boot) {
    return noted.pidSpace === here.pidSpace ? "same" : "unknown";
  }
  return noted.host === here.host ? "earlier" : "unknown";
}

const bootSession = (): string =>
  execFileSync("sysctl", ["-n", "kern.bootsessionuuid"], { encoding: "utf8" }).trim();
