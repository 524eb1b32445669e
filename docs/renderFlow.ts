import { graphOf } from "../domain/picture/graph";
import { mermaidOf } from "../domain/picture/mermaid";
import { drawSystem } from "../domain/picture/picture";
import type { SystemDefinition } from "../domain/system";

/** Draws a system for Mermaid, as `npm run ops -- topology` does. */
export const renderFlow = (system: SystemDefinition): string =>
  mermaidOf([graphOf(drawSystem(system))]);
