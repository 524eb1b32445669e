import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Cell } from "./cells";
import type { Outcome } from "./trial";

/** What each server line was seen to do, reviewed and committed; docs/server-versions.md is made of it. */
interface Golden {
  readonly versions: readonly string[];
  readonly cells: readonly GoldenCell[];
}

interface GoldenCell extends Pick<Cell, "kind" | "field" | "where" | "change"> {
  /** In the order of the versions; null where that line cannot have what the change begins with. */
  readonly classes: readonly Outcome["seen"][];
}

const file = join("test", "golden", "server-versions.json");

/** @returns what was seen, by title of the cell */
export function readGolden(): ReadonlyMap<string, GoldenCell["classes"]> {
  const { cells } = JSON.parse(readFileSync(file, "utf8")) as Golden;
  return new Map(cells.map((cell) => [titleOf(cell), cell.classes]));
}

/** Writes what was seen of every cell, one line each. */
export function writeGolden(
  versions: readonly string[],
  cells: readonly Cell[],
  seen: (cell: Cell, version: string) => Outcome["seen"],
): void {
  const lines = cells.map((cell) => {
    const { kind, field, where, change } = cell;
    const classes = versions.map((version) => seen(cell, version));
    return `    ${JSON.stringify({ kind, field, where, change, classes })}`;
  });
  const text = `{\n  "versions": ${JSON.stringify(versions)},\n  "cells": [\n${lines.join(",\n")}\n  ]\n}\n`;
  writeFileSync(file, text);
}

/** @returns how a cell is called, unique among all */
export const titleOf = ({ kind, field, where, change }: Omit<GoldenCell, "classes">): string =>
  `${kind} ${field}${where === "" ? "" : ` (${where})`}: ${change}`;
