import { type Machine, thisMachine } from "./machine";
import { type Places, projectPlaces } from "./places";
import { type ProcessTable, processTable } from "./processes";

/** Where a command works, and how it talks. */
export interface Workplace {
  readonly places: Places;
  readonly machine: Machine;
  readonly processes: ProcessTable;
  /** Takes one line for the person who waits. */
  readonly say: (line: string) => void;
}

/** @returns this project on this machine, talking to the screen */
export function workplace(): Workplace {
  ignoreLostScreen();
  return {
    places: projectPlaces(),
    machine: thisMachine(),
    processes: processTable(),
    say: (line) => {
      console.log(line);
    },
  };
}

/** A closed terminal or pipe must not end a command half way: it comes to its end unseen. */
export function ignoreLostScreen(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", () => undefined);
  }
}
