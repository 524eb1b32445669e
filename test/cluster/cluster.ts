/** A Kubernetes cluster that the cases run on. */
export interface Cluster {
  /** Path of a file; its current context is `context`. */
  readonly kubeconfig: string;
  readonly context: string;
  /** Whose it is: somebody's own, one that kind made, or one made here without Docker. */
  readonly kind: "given" | "kind" | "bare";
  /** For people: "Kubernetes 1.34.4 in processes of this machine". */
  readonly title: string;
  /** Takes it down with all that it left on the machine; a given cluster stays. */
  stop(): Promise<void>;
}

/**
 * Starts a cluster for which all is prepared. If it fails, or the signal is aborted meanwhile, nothing of it is left.
 */
export type StartCluster = (interrupted: AbortSignal) => Promise<Cluster>;

/** The nats-server releases whose images are on a cluster made here; the second is the one that is deployed by default. */
export const natsVersions = ["2.14.6", "2.15.1"] as const;

/** Shown without its stack: this machine cannot run what was asked for. */
export class ClusterError extends Error {
  /** Read by toolchain/bootstrap.cjs. */
  static readonly userMistake = true;
  override readonly name = "ClusterError";
}
