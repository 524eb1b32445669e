import { readFileSync } from "node:fs";
import { place } from "./places";

const count = 15;

/** @returns what a program of the cluster wrote last, for a message */
export function lastLines(name: string): string {
  try {
    const lines = readFileSync(place("log", `${name}.log`), "utf8")
      .trimEnd()
      .split("\n");
    return lines
      .slice(-count)
      .map((line) => `  ${line}`)
      .join("\n");
  } catch {
    return "";
  }
}
