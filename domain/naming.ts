import { streamAsset } from "./assets";
import type { Problem } from "./problem";
import type { SystemDefinition } from "./system";

/** @returns where a system breaks its own naming practice */
export function namingProblems({ name, naming, streams }: SystemDefinition): readonly Problem[] {
  const written = naming.streams === "upper-case" ? upper : lower;
  return Object.entries(streams).flatMap(([stream, { config }]) => [
    ...(stream === written(stream)
      ? []
      : [broken(streamAsset(stream), name, "streams", written(stream))]),
    ...(config.subjects ?? [])
      .filter((subject) => subject !== lower(subject))
      .map((subject) =>
        broken(`${streamAsset(stream)}: subjects: "${subject}"`, name, "subjects", lower(subject)),
      ),
  ]);
}

const upper = (text: string): string => text.toUpperCase();
const lower = (text: string): string => text.toLowerCase();

const broken = (path: string, system: string, what: string, way: string): Problem => ({
  path,
  reason: `the practice of system "${system}" writes ${what} otherwise; write "${way}", or change the system's naming rule`,
});
