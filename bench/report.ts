import type { PreviewRow, Previews } from "./previews";
import type { Size, SizeRow } from "./sizes";
import { digits, spreadText } from "./statistics";

/** A table without a look. */
export interface Grid {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences below it. */
  readonly notes: readonly string[];
}

/** Where and with what was measured. */
export interface Circumstances {
  /** RFC 3339 day. */
  readonly date: string;
  /** "2 cores, 24 GB, linux x64" */
  readonly machine: string;
  /** "Node 20.20.2, Pulumi 3.248.0, nats-server 2.15.1" */
  readonly versions: string;
  /** Runnable processes at the start, over one minute. */
  readonly load: number;
}

/** A preview of stack `local` may take so many times what as many empty resources take. */
export const previewLimit = 1.5;

/** A stream may take so many bytes of the state. */
export const stateLimit = 3000;

/** @returns one sentence on what was measured where */
export const circumstancesText = ({ date, machine, versions, load }: Circumstances): string =>
  `Measured on ${date}: ${machine}; ${versions}. At the start ${digits(load)} processes were at work beside it.`;

export function previewGrids(previews: Previews): readonly Grid[] {
  const { streams, resources, rounds, stateBytes, later, first } = previews;
  const perStream = Math.round(stateBytes / streams);
  return [
    {
      title: `Cold preview of ${resources} resources, unchanged`,
      head: ["program", "seconds", "CPU seconds", "ratio", "CPU ratio", "peak MB"],
      rows: later.map(previewCells),
      notes: [
        `Median of ${rounds} runs of each in turns, with the least and the most; ratios are those of neighbouring runs.`,
        verdict(later),
        `The state of stack \`local\` is ${stateBytes} bytes, ${perStream} for each of its ${streams} streams with consumers and outputs; ${perStream < stateLimit ? "under" : "NOT under"} ${stateLimit}.`,
      ],
    },
    {
      title: "The same with nothing compiled before",
      head: ["program", "seconds", "CPU seconds", "ratio", "CPU ratio", "peak MB"],
      rows: first.map(previewCells),
      notes: ["As after a fresh clone: no bundle in `dist/`, nothing in the cache of ts-node."],
    },
  ];
}

function verdict(rows: readonly PreviewRow[]): string {
  const ours = rows[1];
  const ratio = Math.max(ours?.wallRatio.median ?? NaN, ours?.cpuRatio.median ?? NaN);
  return `A preview may take ${previewLimit} times what empty resources take: ${ratio <= previewLimit ? "met" : "NOT met"}, with ${digits(ratio)}.`;
}

const previewCells = (row: PreviewRow): readonly string[] => [
  row.title,
  spreadText(row.wall),
  spreadText(row.cpu),
  spreadText(row.wallRatio),
  spreadText(row.cpuRatio),
  megabytes(row.memory),
];

export const sizeGrid = ({ streams, stateBytes, rows }: Size): Grid => ({
  title: `${streams} streams`,
  head: [
    "operation",
    "seconds",
    "CPU seconds",
    "empty resources",
    "ratio",
    "raw API",
    "requests per stream",
    "peak MB",
  ],
  rows: rows.map((row) => sizeCells(row, streams)),
  notes: [
    `After create the state is ${stateBytes} bytes, ${Math.round(stateBytes / streams)} for each stream.`,
  ],
});

const sizeCells = (
  { title, taken, floor, raw, requests }: SizeRow,
  streams: number,
): readonly string[] => [
  title,
  digits(taken.wall),
  digits(taken.cpu),
  floor ? digits(floor.wall) : "",
  floor ? digits(taken.wall / floor.wall) : "",
  raw === undefined ? "" : digits(raw),
  digits(requests / streams),
  megabytes(taken.memory),
];

const megabytes = (bytes: number | undefined): string =>
  bytes === undefined ? "" : String(Math.round(bytes / 1e6));
