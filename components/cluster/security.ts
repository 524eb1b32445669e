import type { input } from "@pulumi/kubernetes/types";

/** The user and group that servers run as; volumes are given to the group. */
const natsUser = 1000;

/** What the "restricted" pod security standard asks of a pod. */
export const podSecurity: input.core.v1.PodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: natsUser,
  runAsGroup: natsUser,
  fsGroup: natsUser,
  // without it the kubelet walks through every file of a large store at each start
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
};

/** What the "restricted" pod security standard asks of a container, and a file system that cannot be written. */
export const containerSecurity: input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};
