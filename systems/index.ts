import type { SystemDefinition } from "../domain/system";
import { observabilityAgent } from "./observabilityAgent";
import { sweAiFleet } from "./sweAiFleet";

/** Every system that this project ships, by name. */
export const systems: Readonly<Record<string, SystemDefinition>> = {
  [observabilityAgent.name]: observabilityAgent,
  [sweAiFleet.name]: sweAiFleet,
};
