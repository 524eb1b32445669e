import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Block, blocksOf } from "./markdown";
import type { Project } from "./project";

/** Address that guides show, and the one it stands for in a test. */
export interface Place {
  readonly shown: string;
  readonly real: string;
}

/** Pulumi asks nobody here, shows no colours, and an `up` does not preview first. */
const prelude = `
pulumi() {
  case "$1" in
    up | destroy) command pulumi "$@" --yes --skip-preview --non-interactive --color never ;;
    preview | refresh) command pulumi "$@" --non-interactive --color never ;;
    *) command pulumi "$@" ;;
  esac
}
`;

/** One command of a page, and what the page says that it prints. */
interface Step {
  readonly place: string;
  readonly command: string;
  readonly lines: readonly string[];
}

/** What others do, or what breaks, when the page comes to a section, by its heading. */
export type Events = Readonly<Record<string, () => Promise<void>>>;

/**
 * Does what a page tells to do, from top to bottom: writes its files, runs its commands, and compares what they print. Of an
 * output every line that is shown has to be there, in whatever surroundings; "[...]" stands for what is left out.
 */
export async function follow(
  path: string,
  project: Project,
  places: readonly Place[],
  events: Events = {},
): Promise<void> {
  const coming = new Map(Object.entries(events));
  for (const block of blocksOf({ path, text: readFileSync(path, "utf8") })) {
    await coming.get(block.section)?.();
    coming.delete(block.section);
    const file = block.language === "ts" ? /^\/\/ (\S+\.ts)\n/.exec(block.text)?.[1] : undefined;
    if (file !== undefined) write(join(project.folder, file), block.text);
    for (const step of stepsOf(block)) await take(step, project, places);
  }
  assert.deepEqual([...coming.keys()], [], `sections of ${path}`);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A block "sh" is one command of many lines; in a block "console" each "$ " begins one, and the rest is output. */
function stepsOf({ language, text, place }: Block): readonly Step[] {
  if (language === "sh") return [{ place, command: text, lines: [] }];
  if (language !== "console") return [];
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = "", ...lines] = part.trimEnd().split("\n");
      return { place, command, lines: lines.filter((line) => line !== "[...]") };
    });
}

async function take(
  { place, command, lines }: Step,
  project: Project,
  places: readonly Place[],
): Promise<void> {
  const real = places.reduce((text, at) => text.replaceAll(at.shown, at.real), command);
  const { code, output } = await project.shell(`${prelude}\n${real}`);
  assert.equal(code, 0, `${place}: ${command}\n${output}`);
  const said = squeezed(places.reduce((text, at) => text.replaceAll(at.real, at.shown), output));
  for (const line of lines) {
    assert.ok(said.includes(squeezed(line)), `${place}: "${line}" is not in:\n${output}`);
  }
}

const squeezed = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
