/** Digests of the images that are deployed unless a cluster names others, by name and tag. Written by `npm run images`. */
export const imageDigests: Readonly<Record<string, string>> = {};
