import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../domain/settings";
import type { ReadConfig } from "../targets/target";
import type { DeclaredSystem } from "./announce";
import type * as cluster from "./cluster/deployment";
import type { NatsSystem } from "./natsSystem";

/** What the servers of a stack mean for what lives on them. */
export interface Servers {
  /** Options for the streams and consumers of a system. */
  readonly optionsFor: (system: DeclaredSystem) => pulumi.CustomResourceOptions;
  /** Sees to it that the streams and consumers of a system are verified once they are deployed. */
  readonly verify: (system: DeclaredSystem, made: NatsSystem) => void;
}

/** Deploys the servers that this stack brings itself; none where the target is one that is there already. */
export function deployServers(
  declared: readonly DeclaredSystem[],
  settings: Settings,
  read: ReadConfig,
): Servers {
  if (settings.target !== "kubernetes") {
    const options = settings.protect ? { protect: true } : {};
    return { optionsFor: () => options, verify: () => undefined };
  }
  // loading the Kubernetes SDK takes a second, which a stack without servers of its own does not pay
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { deployClusters } = require("./cluster/deployment") as typeof cluster;
  return deployClusters(declared, settings, read);
}
