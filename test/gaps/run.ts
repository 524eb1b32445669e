import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { atLeast } from "../../domain/server";
import { connect } from "../../jetstream/connection";
import { migrateStream } from "../../jetstream/migrate";
import { fillStream, type Kind, kinds, subjectsOf, wireOf } from "../support/migrating";
import { startNatsServer } from "../support/natsServer";
import { publishing } from "../support/traffic";

const versions = [
  ["2.15.1", "mirrors"],
  ["2.10.26", "sources"],
] as const;

/**
 * Measures how long publishers meet no stream while it is made anew by copying: the longest time between two
 * acknowledgements to a publisher that sends every two milliseconds. Prints the table of docs/migration.md.
 *
 * @param args `--rounds 3`: how often each change of each kind is made
 */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: "string", default: "3" } },
  });
  const rounds = Number(values.rounds);
  console.log("| | one stream at a time | nine streams at once |\n| --- | --- | --- |");
  for (const [version, way] of versions) {
    const known = kinds.filter(({ since = "2.10.0" }) => atLeast(version, since));
    const [alone, together]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      for (const kind of known) alone.push(...(await gaps(version, [kind])));
      together.push(...(await gaps(version, known)));
    }
    console.log(`| ${version}, ${way} | ${text(alone)} | ${text(together)} |`);
  }
  return 0;
}

/** @returns the longest gap of each of some streams that are migrated side by side, in milliseconds */
async function gaps(version: string, some: readonly Kind[]): Promise<readonly number[]> {
  const server = await startNatsServer({ version });
  try {
    return await Promise.all(some.map((kind) => gap(server.url, kind)));
  } finally {
    await server.stop();
  }
}

async function gap(url: string, { title, before, after }: Kind): Promise<number> {
  await fillStream(url, title, before);
  const js = await connect({ name: "local", url });
  const publisher = await publishing(url, subjectsOf(title));
  try {
    await pause(200);
    await migrateStream(js, title, wireOf(title, after), () => undefined);
    await pause(50);
    return publisher.longestGap();
  } finally {
    await publisher.stop();
    await js.close();
  }
}

function text(all: readonly number[]): string {
  const sorted = [...all].sort((a, b) => a - b);
  const at = (share: number): string =>
    String(Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0));
  return `half of them ${at(0.5)} ms or less, ${at(0)} to ${at(1)} ms`;
}
