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

/** One column of a size: its head, and what stands below it. */
type Column = readonly [head: string, cell: (row: SizeRow) => string];

export function sizeGrid({ streams, checkpoints, stateBytes, rows }: Size): Grid {
  const columns: readonly Column[] = [
    ["operation", ({ title }) => title],
    ["seconds", ({ taken }) => digits(taken.wall)],
    ["CPU seconds", ({ taken }) => digits(taken.cpu)],
    ["empty resources", ({ floor }) => shown(floor?.wall)],
    ["ratio", ({ taken, floor }) => shown(floor && taken.wall / floor.wall)],
    ["raw API", ({ raw }) => shown(raw)],
    ...(rows.some(({ cli }) => cli !== undefined) ? cliColumns : []),
    ["requests per stream", ({ requests }) => digits(requests / streams)],
    ["peak MB", ({ taken }) => megabytes(taken.memory)],
  ];
  const perStream = Math.round(stateBytes / streams);
  return {
    title: `${streams} streams${checkpoints ? "" : ", without checkpoints"}`,
    head: columns.map(([head]) => head),
    rows: rows.map((row) => columns.map(([, cell]) => cell(row))),
    notes: [`After create the state is ${stateBytes} bytes, ${perStream} for each stream.`],
  };
}

const cliColumns: readonly Column[] = [
  ["nats CLI", ({ cli }) => shown(cli)],
  ["ratio to it", ({ taken, cli }) => shown(cli === undefined ? undefined : taken.wall / cli)],
];

/** @returns none with less than two sizes; whether the cost is linear shows in what a stream takes */
export function perStreamGrid(sizes: readonly Size[]): readonly Grid[] {
  const [first] = sizes;
  if (first === undefined || sizes.length < 2) return [];
  const of = ({ streams, rows }: Size, title: string): string => {
    const row = rows.find((one) => one.title === title);
    return row ? digits((1000 * row.taken.wall) / streams) : "";
  };
  return [
    {
      title: "Milliseconds for each stream",
      head: ["operation", ...sizes.map(({ streams }) => String(streams))],
      rows: first.rows.map(({ title }) => [title, ...sizes.map((size) => of(size, title))]),
      notes: ["What every run takes, however few its streams are, is in it."],
    },
  ];
}

const shown = (value: number | undefined): string => (value === undefined ? "" : digits(value));

/** @returns "170"; nothing where it is not known */
export const megabytes = (bytes: number | undefined): string =>
  bytes === undefined ? "" : String(Math.round(bytes / 1e6));
