import { streamAsset as streamLabel } from "../../domain/assets";
import { isMigrating, isUnderWay } from "../../domain/migration/underWay";
import type { ObservedStream, WireConfig } from "../../domain/observed";
import { decideStream } from "../../domain/plan/decision";
import type { LiveServer } from "../../domain/plan/live";
import { applyStream } from "../../jetstream/apply";
import type { JetStream } from "../../jetstream/connection";
import { everyConsumer } from "../../jetstream/consumers";
import { MigrationStopped } from "../../jetstream/errors";
import type * as migration from "../../jetstream/migrate";
import { observeMigrating } from "../../jetstream/migrateLook";
import { copyBegins } from "../../jetstream/migrationCopies";
import { listStreams } from "../../jetstream/streams";
import type { Sweep } from "../../jetstream/sweep";
import type { Inputs } from "./asset";
import { say } from "./say";
import { refused } from "./shell";

/** A migration that ends may have to be followed by another one: the declaration has changed since it began. */
const mostMigrations = 3;

/**
 * Changes a stream by copying, or goes on with that, after a last look at all that could stand against it.
 *
 * @throws what refuses it, before anything is done
 */
export async function migrate(
  js: JetStream,
  { name, policy }: Inputs,
  wire: WireConfig,
): Promise<ObservedStream> {
  for (let turn = 0; turn < mostMigrations; turn++) {
    const found = await observeMigrating(js, name);
    const around = await lookAround(js, name, found);
    const declared = { name, wire, policy, owned: true };
    const decision = decideStream(declared, found, around.facts, around);
    if (decision.refusals.length > 0) throw refused(decision.refusals);
    if (decision.action !== "migrate") return applyStream(js, name, wire, decision, found);
    say(streamLabel(name), decision.notes);
    // few runs copy anything
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { migrateStream } = require("../../jetstream/migrate") as typeof migration;
    await copyBegins(js, name);
    await migrateStream(js, name, wire, (line) => {
      say(streamLabel(name), [line]);
    });
  }
  throw new MigrationStopped(`${streamLabel(name)}: is not as declared after being made anew`);
}

async function lookAround(
  js: JetStream,
  name: string,
  found: ObservedStream | undefined,
): Promise<Omit<LiveServer, "missing">> {
  const facts = await js.facts();
  // what has begun goes on whatever else there is
  if (!found || isUnderWay(found)) return { facts, streams: [], consumers: [] };
  const [{ streams }, consumers] = await Promise.all([listStreams(js), everyConsumer(js, name)]);
  return { facts, streams, consumers };
}

/** @returns whether a stream is in the middle of a migration, by the one sweep of this run */
export const migratesIn = async (sweep: Sweep, name: string): Promise<boolean> =>
  isMigrating(name, await sweep.all());
