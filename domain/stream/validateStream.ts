import { streamAsset } from "../assets";
import { streamNameProblem } from "../names";
import type { WireConfig } from "../observed";
import type { Problem } from "../problem";
import {
  type Declared,
  fieldProblems,
  rawProblems,
  ruleProblems,
  versionProblems,
  wellFormed,
} from "../field/rules";
import type { ServerFacts } from "../server";
import type { StreamConfig } from "./streamConfig";
import { streamFields } from "./streamFields";
import { streamRules } from "./streamRules";
import { streamToWire } from "./streamWire";

/** Keys that a declaration's `raw` may not hold beside those of fields: identity, state, what no server takes. */
const reserved = ["name", "created", "state", "template_owner"];

/**
 * All that is wrong with a declared stream, at once.
 *
 * @param server when given, also what this server's version and kind do not allow; without it only what no
 *   server allows
 */
export function validateStream(
  name: string,
  config: StreamConfig,
  server?: ServerFacts,
): readonly Problem[] {
  const path = (field: string): string => `${streamAsset(name)}: ${field}`;
  const good = wellFormed(streamFields, config);
  const stream: Declared = {
    name,
    config: good,
    // what is well formed has the shape of the type; which fields are missing does not matter to it
    wire: streamToWire(name, good),
    ...(server === undefined ? {} : { server }),
  };
  const named = streamNameProblem(name);
  return [
    ...(named === undefined ? [] : [{ path: path("name"), reason: named }]),
    ...fieldProblems(streamFields, config, path),
    ...rawProblems(streamFields, reserved, config, path),
    ...ruleProblems(streamRules, stream, config, path),
    ...versionProblems(streamFields, stream, path),
  ];
}

/**
 * What only a CREATE refuses; an update of a live stream takes it.
 *
 * @param wire as `streamToWire` makes it
 */
export const streamCreateProblems = (name: string, wire: WireConfig): readonly Problem[] =>
  wire["sealed"] === true
    ? [
        {
          path: `${streamAsset(name)}: sealed`,
          reason: "a stream cannot be created sealed; create it, fill it, then seal it",
        },
      ]
    : [];
