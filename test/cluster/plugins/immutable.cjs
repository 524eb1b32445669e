"use strict";

/** Paths whose change replaces the object, by kind. Everything else is applied in place. */
const IMMUTABLE = {
  StatefulSet: [
    "spec.selector",
    "spec.serviceName",
    "spec.podManagementPolicy",
    "spec.volumeClaimTemplates",
    "spec.revisionHistoryLimit",
  ],
  Deployment: ["spec.selector"],
  DaemonSet: ["spec.selector"],
  Job: ["spec.selector", "spec.template", "spec.completions"],
  Service: ["spec.clusterIP"],
  ConfigMap: ["data", "binaryData"],
  Secret: ["data", "stringData", "type"],
  PersistentVolumeClaim: [
    "spec.accessModes",
    "spec.selector",
    "spec.storageClassName",
    "spec.volumeName",
  ],
  RoleBinding: ["roleRef"],
  ClusterRoleBinding: ["roleRef"],
  StorageClass: ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"],
};

const IDENTITY = ["metadata.name", "metadata.namespace"];

/**
 * @param settings of the provider: with enableConfigMapMutable and enableSecretMutable those kinds change in place
 * @returns paths whose change replaces an object of that kind
 */
exports.immutablePaths = (kind, settings) => {
  const changesInPlace = settings[`enable${kind}Mutable`] === true;
  // the type of a Secret cannot be changed whatever the settings say
  if (changesInPlace) return [...IDENTITY, ...(kind === "Secret" ? ["type"] : [])];
  return [...IDENTITY, ...(IMMUTABLE[kind] ?? [])];
};
