import { writeFileSync } from "node:fs";
import { withBucketStreams } from "../../domain/bucket/declareBuckets";
import { type Graph, graphOf } from "../../domain/picture/graph";
import { drawLive } from "../../domain/picture/livePicture";
import { mermaidOf } from "../../domain/picture/mermaid";
import { drawSystem, type Picture } from "../../domain/picture/picture";
import { observe } from "../../jetstream/observeAll";
import { systems } from "../../systems";
import { Mistake } from "../mistake";
import { type ExitCode, exitCodes } from "./exitCodes";
import { svgOf } from "./picture/svg";
import { findServers, refuseUnknown, type Selection, type Server, withServer } from "./servers";
import { answer, type Voice } from "./voice";

/** Ways to write a picture. */
export const pictureFormats = ["mermaid", "svg"] as const;

/** What `topology` was asked for. */
export interface TopologyRequest extends Selection {
  /** Draws what the servers hold in the place of what is declared. */
  readonly live: boolean;
  readonly format: (typeof pictureFormats)[number];
  /** Where it goes; absent: stdout. */
  readonly out?: string;
}

/**
 * `nats-stack topology`: a picture of subjects, streams, what they copy, and consumers.
 *
 * @throws Mistake where there is no such system, stack or server, or the file cannot be written
 */
export async function topology(request: TopologyRequest, voice: Voice): Promise<ExitCode> {
  const pictures = request.live ? await livePictures(request) : declaredPictures(request);
  const graphs = pictures.map(graphOf);
  const text = { mermaid: mermaidText, svg: svgText }[request.format](graphs);
  if (request.out === undefined) {
    answer(voice, { pictures: graphs }, () => text.trimEnd());
    return exitCodes.fine;
  }
  write(request.out, text);
  answer(voice, { file: request.out, pictures: graphs }, () => `${request.out ?? ""}: written`);
  return exitCodes.fine;
}

const mermaidText = (graphs: readonly Graph[]): string => `${mermaidOf(graphs)}\n`;

const svgText = (graphs: readonly Graph[]): string =>
  svgOf(graphs, `subjects, streams and consumers: ${graphs.map(({ title }) => title).join(", ")}`);

function declaredPictures({ system }: Selection): readonly Picture[] {
  if (system !== undefined) refuseUnknown(system, Object.keys(systems));
  return Object.values(systems)
    .filter(({ name }) => system === undefined || name === system)
    .map(drawSystem);
}

async function livePictures(request: Selection): Promise<readonly Picture[]> {
  const { servers } = await findServers(request);
  const all = await Promise.all(
    servers.map((server) =>
      withServer(server, 0, async (js) => {
        const live = await observe(js, { consumersOf: () => true });
        return drawLive(partsOf(server), live, Date.now());
      }),
    ),
  );
  return all.flat();
}

/** @returns what is declared for a server, system by system */
export const partsOf = ({ systems: served }: Server) =>
  served.map(({ system, streams, buckets }) => ({
    title: system.title,
    streams: withBucketStreams(streams, buckets),
  }));

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Mistake(`--out: cannot be written: ${error instanceof Error ? error.message : ""}`);
  }
}
