import type { input } from "@pulumi/kubernetes/types";
import type { Cluster } from "../../domain/cluster/cluster";

type Probe = input.core.v1.Probe;

/** Often, so that a server that is up counts at once; only until it has started. */
const startupPeriodSeconds = 2;

/** @returns when a server counts as started, ready and alive, each by the health endpoint that fits */
export const probes = ({
  startWhen,
  timings,
}: Cluster): Pick<
  input.core.v1.Container,
  "startupProbe" | "readinessProbe" | "livenessProbe"
> => ({
  startupProbe: healthy(
    startWhen === "streams" ? "/healthz" : "/healthz?js-server-only=true",
    startupPeriodSeconds,
    Math.ceil(timings.startup / startupPeriodSeconds),
  ),
  // neither asks for streams: one that lags must not take a server from its clients, or restart it
  readinessProbe: healthy("/healthz?js-server-only=true", 10, 3),
  livenessProbe: healthy("/healthz?js-enabled-only=true", 30, 3),
});

const healthy = (path: string, periodSeconds: number, failureThreshold: number): Probe => ({
  httpGet: { path, port: "monitor", scheme: "HTTP" },
  timeoutSeconds: 5,
  periodSeconds,
  successThreshold: 1,
  failureThreshold,
});
