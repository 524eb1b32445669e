import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../domain/settings";
import type { DeclaredSystem } from "./announce";
import type * as cluster from "./cluster/deployment";
import type { ReadConfig } from "../targets/target";

/**
 * Deploys the servers that this stack brings itself; none where the target is one that is there already.
 *
 * @returns options for the streams and consumers of a system
 */
export function deployServers(
  declared: readonly DeclaredSystem[],
  settings: Settings,
  read: ReadConfig,
): (system: DeclaredSystem) => pulumi.CustomResourceOptions {
  if (settings.target !== "kubernetes") {
    const options = settings.protect ? { protect: true } : {};
    return () => options;
  }
  // loading the Kubernetes SDK takes a second, which a stack without servers of its own does not pay
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { deployClusters } = require("./cluster/deployment") as typeof cluster;
  return deployClusters(declared, settings, read);
}
