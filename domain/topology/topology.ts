import { quoted, streamAsset } from "../assets";
import { capacityProblems } from "./capacity";
import { consumerProblems, type DeclaredConsumer } from "./consumerRules";
import { cycleProblems } from "./cycles";
import { byName, type DeclaredStream } from "./flows";
import { groupBy } from "../group";
import { mirrorDirectProblems } from "./mirrorDirect";
import type { WireConfig } from "../observed";
import { overlapProblems } from "./overlaps";
import type { Problem } from "../problem";
import { republishLoops } from "./republishLoops";
import type { ServerFacts } from "../server";

export type { DeclaredConsumer } from "./consumerRules";
export type { DeclaredStream } from "./flows";

/**
 * Finds every mistake that shows only across the streams and consumers of one account. Needs no server.
 *
 * @param streams all declared streams of the account, of every system
 * @param consumers all declared consumers of these streams
 * @param server limits to hold the sums against, where a server answered
 * @param others configs of live streams outside the declaration: they count in the sums, and may be origins
 */
export function checkTopology(
  streams: readonly DeclaredStream[],
  consumers: readonly DeclaredConsumer[],
  server?: ServerFacts,
  others: readonly WireConfig[] = [],
): readonly Problem[] {
  const named = byName(streams);
  return [
    ...duplicateStreams(streams),
    ...overlapProblems(streams),
    ...cycleProblems(named),
    ...republishLoops(named),
    ...mirrorDirectProblems(named, others),
    ...consumerProblems(named, consumers, server),
    ...(server ? capacityProblems(streams, server, others) : []),
  ];
}

function duplicateStreams(streams: readonly DeclaredStream[]): readonly Problem[] {
  return [...groupBy(streams, ({ name }) => name)]
    .filter(([, same]) => same.length > 1)
    .map(([name, same]) => {
      const systems = new Set(same.map(({ system }) => system));
      const by = `${systems.size === 1 ? "system" : "systems"} ${quoted(systems)}`;
      const reason = `declared ${same.length} times, by ${by}; a name is unique in an account: rename one, or deploy the systems to servers or accounts of their own`;
      return { path: streamAsset(name), reason };
    });
}
