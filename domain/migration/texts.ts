import type { Step } from "./nextStep";

const texts: Readonly<Record<Exclude<Step, "done">, string>> = {
  hold: "its consumers rest, so that no message goes while it is copied",
  copy: "the stream in between is created, and begins to copy",
  follow: "the stream in between copies",
  swap: "publishers go over to the stream in between",
  takeOver: "the stream that was copied is gone; publishers go over to its copy",
  check: "what came last is compared, and the positions of its consumers are noted",
  dropOrigin: "all of it is in the stream in between; the old stream is deleted",
  recreate: "the new stream is created, and begins to copy",
  discardSuccessor:
    "the new stream was declared anew; it is deleted, all is in the stream in between",
  followBack: "the new stream copies",
  swapBack: "publishers go over to the new stream",
  checkBack: "what came last is compared",
  settle: "its consumers are made again where they were, and the stream in between is deleted",
  finish: "the new stream gets its limits",
  reopen: "it is declared as it was; publishers come back to it",
  dropCopy: "it is declared as it was; the stream in between is deleted",
  release: "its consumers go on",
};

/** @returns what a step does, for people; reads on after `stream "ORDERS": ` */
export const stepText = (step: Exclude<Step, "done">): string => texts[step];
