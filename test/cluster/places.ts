import { basename, dirname, join } from "node:path";

/** test/cluster of this project, also seen from the bundle in dist/. */
export const clusterSources = (): string =>
  basename(__dirname) === "dist" ? join(dirname(__dirname), "test", "cluster") : __dirname;
