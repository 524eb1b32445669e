import { Bed } from "./bed";
import type { Cell } from "./cells";
import { ConsumerAsset } from "./consumerAsset";
import { StreamAsset } from "./streamAsset";
import { type Outcome, Trial } from "./trial";

/** How many cells are under way at once. */
const width = 100;

/** Tries all cells on one server of that version, side by side. @returns the outcomes by title */
export async function tryCells(
  version: string,
  cells: readonly Cell[],
): Promise<ReadonlyMap<string, Outcome>> {
  const bed = await Bed.start(version);
  try {
    const trials = cells.map((cell, at) => {
      const name = `X${at}`;
      const asset =
        cell.kind === "stream"
          ? new StreamAsset(bed, cell, name)
          : new ConsumerAsset(bed, cell, name);
      return { title: cell.title, trial: new Trial(asset, cell.left) };
    });
    const step = (act: (trial: Trial) => Promise<void>): Promise<void> =>
      inParallel(trials, ({ title, trial }) =>
        act(trial).catch((error: unknown) => {
          throw new Error(`${version}: ${title}: ${String(error)}`, { cause: error });
        }),
      );
    await step((trial) => trial.prepare());
    await step((trial) => trial.change());
    await bed.restart();
    await step((trial) => trial.afterRestart());
    await step((trial) => trial.anew());
    return new Map(trials.map(({ title, trial }) => [title, trial.outcome()]));
  } finally {
    await bed.stop();
  }
}

async function inParallel<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
