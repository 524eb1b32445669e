import { readFileSync } from "node:fs";
import { deploySystems } from "./deploySystems";
import { systems } from "./systems";

/** Deploys the systems of this project. What it returns are the outputs of the stack. */
export = async (): Promise<Record<string, unknown>> => ({
  readme: readFileSync("Pulumi.README.md", "utf8"),
  ...(await deploySystems(systems)),
});
