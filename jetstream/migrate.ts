import { nextStep, type Step } from "../domain/migration/nextStep";
import { stepText } from "../domain/migration/texts";
import type { ObservedStream, WireConfig } from "../domain/observed";
import type { JetStream } from "./connection";
import { JetStreamError, MigrationStopped } from "./errors";
import { look, type Run } from "./migrateLook";
import { acts } from "./migrateSteps";

/** More steps than any migration takes, with another one begun after it. */
const mostSteps = 60;

/**
 * Makes a stream anew and keeps its messages and consumers, or goes on where an earlier run stopped: all that has to be
 * known stands on the server. Decides nothing: whether it may be done is decided before.
 *
 * @param wanted complete config with the owner mark
 * @param say is told, in a line each, what is being done; whatever it throws ends the run between two steps
 * @returns the stream as the server tells it afterwards; undefined where there was nothing to migrate
 * @throws MigrationStopped where it cannot go on; what the requests throw. The next run goes on in both cases
 */
export async function migrateStream(
  js: JetStream,
  stream: string,
  wanted: WireConfig,
  say: (line: string) => void,
): Promise<ObservedStream | undefined> {
  const run: Run = { js, stream, wanted, facts: await js.facts(), say };
  for (let count = 0; count < mostSteps; count++) {
    const seen = await look(run);
    const step = nextStep(seen.situation);
    if (step === "done") return seen.live;
    say(stepText(step));
    try {
      await acts[step](run, seen);
    } catch (error) {
      throw located(stream, step, error);
    }
  }
  throw new MigrationStopped(
    `stream "${stream}": the migration came to no end; read what the lines above repeat`,
  );
}

/** Says with an error where the migration stopped; what kind of error it is decides whether it is tried again. */
function located(stream: string, step: Exclude<Step, "done">, error: unknown): unknown {
  if (error instanceof JetStreamError) {
    error.message = `stream "${stream}": the migration stopped at "${stepText(step)}": ${error.message}; nothing is lost, and the next \`pulumi up\` goes on from there`;
  }
  return error;
}
