import { imageDigests } from "./imageDigests";
import type { ImagesSpec } from "./spec";

/** Images by role, complete with tag, and with digest where it is known. */
export type ResolvedImages = Required<ImagesSpec>;

/** The nats-server release that is deployed unless a cluster names another. */
export const defaultVersion = "2.15.1";

/** The image with the nats CLI unless a cluster names another. */
export const defaultNatsBox = "natsio/nats-box:0.19.7";

/** The image with the exporter unless a cluster names another: the release that alerts and dashboard are tested with. */
export const defaultExporter = "natsio/prometheus-nats-exporter:0.20.1";

const serverImage = (version: string): string => `nats:${version}-alpine`;

/** Every image that is deployed unless a cluster names another, by name and tag. */
export const defaultImages: readonly string[] = [
  serverImage(defaultVersion),
  defaultExporter,
  defaultNatsBox,
];

/**
 * @param image name and tag
 * @param digests by name and tag
 * @returns "nats:2.15.1-alpine@sha256:...": what is pulled is that very image, whoever moves its tag; the image as it is
 *   where no digest is known
 */
export function pinned(
  image: string,
  digests: Readonly<Record<string, string>> = imageDigests,
): string {
  const digest = digests[image];
  return digest === undefined ? image : `${image}@${digest}`;
}

/** @returns the images of a cluster; those that it names itself are taken as they are */
export function resolveImages(given: ImagesSpec, version: string): ResolvedImages {
  const server = given.server ?? pinned(serverImage(version));
  return {
    server,
    reloader: given.reloader ?? server,
    exporter: given.exporter ?? pinned(defaultExporter),
    natsBox: given.natsBox ?? pinned(defaultNatsBox),
    pullPolicy: given.pullPolicy ?? "IfNotPresent",
    pullSecrets: given.pullSecrets ?? [],
  };
}
