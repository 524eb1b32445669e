import { isatty } from "node:tty";
import { createColors } from "picocolors";
import type { ObservedStream } from "../domain/observed";
import { plural } from "./plural";
import type { LocalServer } from "./serverFile";
import { counted, streamTable } from "./streamTable";

/** How the screen is. */
export interface Screen {
  readonly width: number;
  readonly colour: boolean;
}

/** Where nothing says how wide the output will be shown. */
const widthOfLogs = 120;

/** @returns how this process's output is shown: no colour in a pipe or with NO_COLOR */
export const thisScreen = (): Screen => ({
  width: process.stdout.isTTY ? process.stdout.columns : widthOfLogs,
  // off a terminal isTTY is undefined, which createColors would take for "decide yourself"
  colour: createColors().isColorSupported && isatty(1),
});

/** @returns the live streams, and what to do next */
export function summary(
  streams: readonly ObservedStream[],
  { url, version }: LocalServer,
  screen: Screen,
): string {
  const { bold } = createColors(screen.colour);
  return [
    "",
    streamTable(streams, { ...screen, now: Date.now() }),
    "",
    bold(`${counted(streams)} on ${url} (nats-server ${version})`),
    "",
    "next:",
    "  npm start                                       deploy again after a change in systems/",
    '  eval "$(npm run -s env)" && pulumi preview      see what a change would do',
    "  npm stop                                        stop the server; what is on disk stays",
    "  npm run reset                                   remove the stack, the server and its data",
  ].join("\n");
}

/**
 * Says which streams a new server process did not have any more, so that they were made again.
 *
 * @param declared names of the streams the stack had before
 * @param survivors names of the streams that the server had when it was started
 * @param streams those it has now
 * @returns no line where nothing was lost
 */
export function cameBackEmpty(
  declared: readonly string[],
  survivors: ReadonlySet<string>,
  streams: readonly ObservedStream[],
): readonly string[] {
  const back = streams.filter(({ name }) => declared.includes(name) && !survivors.has(name));
  const line = (storage: string, how: string, why: string): readonly string[] => {
    const names = back
      .filter(({ config }) => config["storage"] === storage)
      .map(({ name }) => name)
      .toSorted();
    const what = `${plural(names.length, `${storage} stream`)} ${how} (${names.join(", ")})`;
    return names.length === 0 ? [] : [`${what}: ${why}`];
  };
  return [
    ...line(
      "memory",
      "came back empty",
      "memory storage does not survive a restart of the server, not even the configuration of the stream",
    ),
    // of one whose description a kill -9 cut off the server finds the messages when it is made again (seen on 2.15)
    ...line(
      "file",
      "had to be made again, with the messages that the server still found",
      "they were not in its store any more, or could not be read after it was killed",
    ),
  ];
}
