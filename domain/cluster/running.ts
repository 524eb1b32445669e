/** Servers of a cluster as Kubernetes has them. Sizes in bytes. */
export interface RunningServers {
  /** How many are asked for; 0 where somebody switched them off. */
  readonly servers: number;
  /** Fields of the StatefulSet that Kubernetes never changes, beside `claimTemplate`. */
  readonly serviceName: string;
  readonly podManagementPolicy: string;
  readonly selector: Readonly<Record<string, string>>;
  /** What each server's claim is made from; absent where data goes with the pod. */
  readonly claimTemplate?: ClaimTemplate;
  /** The claims that are there, of servers that are gone as well. */
  readonly claims: readonly Claim[];
}

export interface ClaimTemplate {
  readonly bytes: number;
  readonly storageClass?: string;
}

export interface Claim {
  readonly name: string;
  /** What the volume holds, as far as it is known; else what was asked for. */
  readonly bytes: number;
}
