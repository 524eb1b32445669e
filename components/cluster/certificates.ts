import type * as apiextensions from "@pulumi/kubernetes/apiextensions";
import type { Cluster } from "../../domain/cluster/cluster";
import { certificateNames } from "../../domain/cluster/names";
import { metadataOf } from "./metadata";

/** A Certificate of cert-manager, and what tells it from another one. */
export interface CertificateManifest {
  readonly use: "certificate" | "routes-certificate";
  readonly manifest: apiextensions.CustomResourceArgs;
}

/** @returns what has cert-manager make the Secrets that the pods mount; none where they are brought along */
export function certificateManifests(cluster: Cluster): readonly CertificateManifest[] {
  const { tls } = cluster;
  if (!tls?.issuer) return [];
  const { secret, routesSecret = secret, issuer } = tls;
  const make = (use: CertificateManifest["use"], secretName: string): CertificateManifest => ({
    use,
    manifest: {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: metadataOf(cluster, secretName),
      spec: {
        secretName,
        dnsNames: certificateNames(cluster),
        // servers are each other's clients
        usages: ["digital signature", "key encipherment", "server auth", "client auth"],
        issuerRef: { group: "cert-manager.io", kind: issuer.kind, name: issuer.name },
      },
    },
  });
  return [
    make("certificate", secret),
    ...(routesSecret === secret ? [] : [make("routes-certificate", routesSecret)]),
  ];
}
