import type { SystemDefinition } from "../domain/system";

/**
 * A system of streams that differ in nothing but name and subject.
 *
 * @param count from 1 on
 * @param maxMsgs a limit that all have; another one is an update of all
 */
export function generatedSystem(count: number, maxMsgs: number): SystemDefinition {
  const numbers = Array.from({ length: count }, (_, at) => String(at + 1).padStart(5, "0"));
  return {
    name: "bench",
    title: "Bench",
    namespace: "bench",
    service: "nats",
    naming: { streams: "upper-case", subjects: "lower-case" },
    defaults: { retention: "limits", maxMsgs, maxAge: "7d", storage: "memory", discard: "old" },
    streams: Object.fromEntries(
      numbers.map((number) => [
        `STREAM_${number}`,
        {
          purpose: "One of many",
          usedBy: ["Bench"],
          config: { subjects: [`bench.${number}`, `bench.${number}.>`] },
        },
      ]),
    ),
  };
}

/** @returns the text of systems/index.ts that declares one system */
export const systemsModule = (system: SystemDefinition): string =>
  [
    'import type { SystemDefinition } from "../domain/system";',
    "export const systems: Readonly<Record<string, SystemDefinition>> =",
    `${JSON.stringify({ [system.name]: system }, undefined, 2)};\n`,
  ].join("\n");
