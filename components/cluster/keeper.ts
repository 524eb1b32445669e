import type { input } from "@pulumi/kubernetes/types";
import type { Cluster } from "../../domain/cluster/cluster";
import type { ResolvedKeeper } from "../../domain/cluster/keeper";
import { keeperFile, keeperPlaces, keeperScript } from "../../domain/cluster/keeperScript";
import { ports } from "../../domain/cluster/names";
import { certificateVariables } from "./natsBox";
import { containerSecurity } from "./security";
import { keeperMounts } from "./volumes";

/**
 * @returns the container that makes forgotten streams again. It has no probe: whatever becomes of it, the server takes
 * clients. The server's certificate must hold "localhost", as `certificateNames` says
 */
export const keeperContainer = (
  cluster: Cluster,
  keeper: ResolvedKeeper,
): input.core.v1.Container => ({
  name: "keeper",
  image: cluster.images.natsBox,
  imagePullPolicy: cluster.images.pullPolicy,
  command: ["sh", "-c", keeperScript],
  env: [
    { name: "NATS_URL", value: `${cluster.tls ? "tls" : "nats"}://localhost:${ports.nats}` },
    { name: "MONITOR_URL", value: `http://127.0.0.1:${ports.monitor}` },
    { name: "REQUESTS", value: `${keeperPlaces.requests}/${keeperFile}` },
    { name: "HOME", value: keeperPlaces.home },
    ...(keeper.user === undefined ? [] : [{ name: "LOGIN", value: keeperPlaces.user }]),
    ...certificateVariables(cluster),
    ...flags(cluster, keeper),
  ],
  // almost nothing while it looks; each request is a run of the CLI, and streams come back as fast as these end
  resources: {
    requests: { cpu: "5m", memory: "32Mi" },
    limits: { cpu: "1", memory: "64Mi" },
  },
  securityContext: containerSecurity,
  volumeMounts: keeperMounts(cluster),
});

function flags({ tls }: Cluster, { inboxPrefix }: ResolvedKeeper): input.core.v1.EnvVar[] {
  const value = [
    ...(tls?.handshakeFirst ? ["--tlsfirst"] : []),
    ...(inboxPrefix === undefined ? [] : [`--inbox-prefix=${inboxPrefix}`]),
  ].join(" ");
  return value === "" ? [] : [{ name: "FLAGS", value }];
}
