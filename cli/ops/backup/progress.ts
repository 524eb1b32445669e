import { Presets, SingleBar } from "cli-progress";
import { humanSize } from "../../../domain/units";
import type { Voice } from "../voice";

/** Shows how far something is; nothing off a terminal. */
export interface Progress {
  /** @param text what is being done now */
  at(text: string): void;
  /** @param bytes that were dealt with since */
  add(bytes: number): void;
  /** Takes the bar away, so that the answer stands alone. */
  end(): void;
}

const silent: Progress = { at: () => undefined, add: () => undefined, end: () => undefined };

/**
 * @param total bytes to come, as far as that is known
 * @returns a bar on stderr: stdout is the answer's
 */
export function progressOf({ json }: Voice, total: number): Progress {
  if (json || !process.stderr.isTTY) return silent;
  const bar = new SingleBar(
    {
      format: "{bar} {percentage}% of {size} {text}",
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      // a bar that cannot be drawn must not end the work
      gracefulExit: true,
    },
    Presets.shades_classic,
  );
  bar.start(Math.max(1, total), 0, { size: humanSize(total), text: "" });
  let done = 0;
  return {
    at: (text) => {
      bar.update({ text });
    },
    add: (bytes) => {
      done += bytes;
      bar.update(Math.min(done, total));
    },
    end: () => {
      bar.stop();
    },
  };
}
