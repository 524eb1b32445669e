import { isDeepStrictEqual } from "node:util";
import { count } from "../domain/assets";
import {
  copyingCopy,
  copyingSuccessor,
  ownFields,
  standingCopy,
  standingSuccessor,
} from "../domain/migration/forms";
import { copyName, type MigrationMark, withMigrationMark } from "../domain/migration/marks";
import { standOf, type Step } from "../domain/migration/nextStep";
import { finalConfig } from "../domain/migration/wanted";
import type { ObservedStream, WireConfig } from "../domain/observed";
import { MigrationStopped } from "./errors";
import { compare, type Pair } from "./migrateCompare";
import {
  consumersAsTheyAre,
  consumersAtRest,
  consumersInCopy,
  holdMessages,
  releaseMessages,
  restoreConsumers,
} from "./migrateConsumers";
import { markOf, methodOf, type Run, type Seen, there } from "./migrateLook";
import { follow, pairOf, swap, type Swap } from "./migrateSwap";
import { createStream, deleteStream, updateStream } from "./streams";

type Act = (run: Run, seen: Seen) => Promise<void>;

/** What each step does; every one may be done again after a crash in the middle of it. */
export const acts: Readonly<Record<Exclude<Step, "done">, Act>> = {
  hold: async (run, { live }) => {
    const { js, stream } = run;
    const origin = there(live, stream);
    const workqueue = origin.config["retention"] === "workqueue";
    if (markOf(origin) === undefined) {
      // only a workqueue has to lose them; elsewhere they go on reading until the end
      const consumers = workqueue && { consumers: await consumersAsTheyAre(js, stream) };
      const mark: MigrationMark = { of: stream, role: "origin", ...consumers };
      await updateStream(js, stream, withMigrationMark(ownFields(origin.config), mark));
    }
    await holdMessages(js, stream, workqueue);
  },
  copy: async (run) => {
    const { js, stream, wanted } = run;
    const method = methodOf(run);
    const mark: MigrationMark = { of: stream, role: "copy", method };
    await createStream(js, copyName(stream), copyingCopy(wanted, method, mark));
  },
  follow: async (run, { copy }) => {
    run.compared = await follow(run, away(run, copy));
  },
  swap: async (run, { live, copy }) => {
    await swap(run, away(run, copy), there(live, run.stream), (last) =>
      standingCopy(run.wanted, ended(run, copy, "copy", last)),
    );
  },
  takeOver: async (run, { live, copy }) => {
    const { js, stream, wanted } = run;
    const alone = there(copy ?? live, stream);
    const last = alone.state?.lastSeq ?? "0";
    const config = copy
      ? standingCopy(wanted, ended(run, copy, "copy", last))
      : standingSuccessor(fitting(run, alone), ended(run, live, "successor", last));
    await updateStream(js, alone.name, config);
  },
  check: (run, { live, copy }) =>
    check(run, there(live, run.stream), there(copy, copyName(run.stream))),
  dropOrigin: async (run, { live, copy }) => {
    await noteForTheLastTime(run, there(live, run.stream), there(copy, copyName(run.stream)));
    await deleteStream(run.js, run.stream);
  },
  recreate: async (run) => {
    const { js, stream, wanted } = run;
    delete run.compared;
    const method = methodOf(run);
    const mark: MigrationMark = { of: stream, role: "successor", method };
    await createStream(js, stream, copyingSuccessor(wanted, method, mark));
  },
  discardSuccessor: ({ js, stream }) => deleteStream(js, stream),
  followBack: async (run, { live }) => {
    run.compared = await follow(run, home(run, live));
  },
  swapBack: async (run, { live, copy }) => {
    await swap(run, home(run, live), there(copy, copyName(run.stream)), (last) =>
      standingSuccessor(run.wanted, ended(run, live, "successor", last)),
    );
  },
  checkBack: (run, { live }) => checkBack(run, there(live, run.stream)),
  settle: async (run, { live, copy }) => {
    const { js, stream } = run;
    const from = there(copy, copyName(stream));
    const to = there(live, stream);
    const { consumers = [] } = markOf(from) ?? {};
    const pair = { from, to, method: methodOf(run, to) };
    await restoreConsumers(js, pair, consumers, markOf(to)?.last ?? "0");
    await deleteStream(js, from.name);
  },
  finish: async (run, { live }) => {
    await updateStream(run.js, run.stream, fitting(run, there(live, run.stream)));
  },
  reopen: async ({ js, stream, wanted }, { live }) => {
    await updateStream(js, stream, withMigrationMark(wanted, markOf(there(live, stream))));
  },
  dropCopy: ({ js, stream }) => deleteStream(js, copyName(stream)),
  release: async ({ js, stream, wanted }, { live }) => {
    await releaseMessages(js, stream, markOf(live)?.consumers ?? []);
    await updateStream(js, stream, wanted);
  },
};

const away = (run: Run, copy: ObservedStream | undefined): Swap => ({
  from: run.stream,
  to: copyName(run.stream),
  method: methodOf(run, copy),
});

const home = (run: Run, live: ObservedStream | undefined): Swap => ({
  from: copyName(run.stream),
  to: run.stream,
  method: methodOf(run, live),
});

async function check(run: Run, origin: ObservedStream, copy: ObservedStream): Promise<void> {
  const { js, stream, wanted } = run;
  if (!standOf(stream, origin).retired) {
    throw new MigrationStopped(
      `stream "${stream}": somebody gave it subjects while it was made anew; take them away, then run again`,
    );
  }
  const pair = await pairOf(js, away(run, copy));
  await compareRest(run, pair);
  const mark = ended(run, copy, "copy", markOf(copy)?.last ?? "0");
  const consumers =
    markOf(origin)?.consumers ?? (await consumersInCopy(js, pair, mark.last ?? "0"));
  await updateStream(js, copy.name, standingCopy(wanted, { ...mark, checked: true, consumers }));
}

/** Readers were at work since the positions were noted: what they acknowledged meanwhile must not come again. */
async function noteForTheLastTime(
  run: Run,
  origin: ObservedStream,
  copy: ObservedStream,
): Promise<void> {
  const mark = markOf(copy);
  // a workqueue's were taken away at the start
  if (mark === undefined || markOf(origin)?.consumers !== undefined) return;
  const { consumers: known = [], last = "0" } = mark;
  const pair = await pairOf(run.js, away(run, copy));
  const consumers = await consumersAtRest(run.js, pair, known, last);
  if (isDeepStrictEqual(consumers, known)) return;
  await updateStream(run.js, copy.name, standingCopy(run.wanted, { ...mark, consumers }));
}

async function checkBack(run: Run, made: ObservedStream): Promise<void> {
  const { js, stream } = run;
  await compareRest(run, await pairOf(js, home(run, made)));
  const mark = ended(run, made, "successor", markOf(made)?.last ?? "0");
  await updateStream(js, stream, standingSuccessor(fitting(run, made), { ...mark, checked: true }));
}

/** Compares what was not compared before the swap; the first stream of the pair gets nothing more. */
async function compareRest(run: Run, pair: Pair): Promise<void> {
  const { messages, gone } = await compare(
    run.js,
    pair,
    run.compared ?? 0,
    Number(pair.from.state?.lastSeq ?? 0),
  );
  delete run.compared;
  const less = gone > 0 ? `; ${gone} more were replaced or ran out since` : "";
  run.say(`the last ${count(messages, "message")} compared${less}`);
}

/** What was declared anew since the stream was made, and no server changes in place, waits for another migration. */
const fitting = ({ stream, wanted, facts }: Run, made: ObservedStream): WireConfig =>
  finalConfig(stream, wanted, made, facts);

const ended = (
  run: Run,
  stream: ObservedStream | undefined,
  role: "copy" | "successor",
  last: string,
): MigrationMark => ({ of: run.stream, role, method: methodOf(run, stream), last });
