import { streamAsset } from "../../domain/assets";
import { isUnderWay } from "../../domain/migration/underWay";
import { belongsTo, ownerOf, parseMark } from "../../domain/ownership";
import { Mistake } from "../mistake";
import type { ChosenStream } from "./chosenStreams";
import type { Servers } from "./servers";

/**
 * Which stack has to be named before messages of these streams are deleted: the one that guards them, by
 * `nats-stack:protect` or by `dataLoss: refuse`; of a server that was named alone, the one that owns them.
 *
 * @returns undefined where none has to be
 * @throws Mistake with all streams that no leave of this stack is enough for
 */
export function guardingStack(
  chosen: readonly ChosenStream[],
  servers: Servers,
): string | undefined {
  const problems = chosen.flatMap((one) => problemOf(one, servers));
  if (problems.length > 0) throw new Mistake(problems.join("\n"));
  const { stack, settings } = servers;
  if (stack !== undefined) {
    const guarded = chosen.some(({ policy }) => policy?.dataLoss === "refuse");
    return settings?.protect === true || guarded ? stack : undefined;
  }
  const owners = new Set(chosen.flatMap(({ stream }) => stackOf(stream.config) ?? []));
  const [owner, ...others] = owners;
  if (others.length === 0) return owner;
  throw new Mistake(
    `these streams belong to several stacks (${[...owners].join(", ")}); work on one at a time, with --stack`,
  );
}

/**
 * Checks the stack that a person named.
 *
 * @param guarding the one that has to be named, if any
 * @throws Mistake where another one was named, or none
 */
export function checkNamed(guarding: string | undefined, named: string | undefined): void {
  if (guarding === undefined || guarding === named) return;
  throw new Mistake(
    named === undefined
      ? `the data of stack "${guarding}" is protected; where it is meant, add "--confirm-stack ${guarding}"`
      : `--confirm-stack: got "${named}"; this is the data of stack "${guarding}"`,
  );
}

function problemOf({ stream }: ChosenStream, { project, stack }: Servers): readonly string[] {
  const asset = streamAsset(stream.name);
  const owner = ownerOf(stream.config);
  if (stack !== undefined && owner !== undefined && !belongsTo(owner, project, stack)) {
    const other = parseMark(owner)?.stack ?? owner;
    return [
      `${asset}: belongs to "${owner}", not to stack "${stack}"; work on it with --stack ${other}`,
    ];
  }
  return isUnderWay(stream)
    ? [`${asset}: is in the middle of being made anew; let \`pulumi up\` end that first`]
    : [];
}

const stackOf = (config: ChosenStream["stream"]["config"]): string | undefined =>
  parseMark(ownerOf(config) ?? "")?.stack;
