import { type Graph, graphOf } from "../../../domain/picture/graph";
import { drawLive } from "../../../domain/picture/livePicture";
import type { LiveServer } from "../../../domain/plan/live";
import type { AccountShare } from "../../../domain/verify/account";
import type { Finding } from "../../../domain/verify/finding";
import { verifyAll } from "../../../domain/verify/verify";
import { readShares } from "../../../jetstream/account";
import { observe } from "../../../jetstream/observeAll";
import { isForPeople } from "../failure";
import { type Server, type Servers, withServer } from "../servers";
import { partsOf } from "../topology";

/** What a report tells of one server. */
export interface Survey {
  readonly server: string;
  readonly seen?: Seen;
  /** Why nothing is known. */
  readonly error?: string;
}

/** What a server holds, beside what is declared for it. */
export interface Seen {
  readonly version: string;
  readonly live: LiveServer;
  readonly account: readonly AccountShare[];
  readonly findings: readonly Finding[];
  /** Names of the streams of each system, by its title. */
  readonly systems: readonly { readonly title: string; readonly streams: ReadonlySet<string> }[];
  readonly graphs: readonly Graph[];
}

/** @param now milliseconds since 1970 */
export async function surveyOf(server: Server, servers: Servers, now: number): Promise<Survey> {
  try {
    const seen = await withServer(server, 0, async (js): Promise<Seen> => {
      const [live, account] = await Promise.all([
        observe(js, { consumersOf: () => true }),
        readShares(js),
      ]);
      const { project, stack = "" } = servers;
      const parts = partsOf(server);
      const declaration = { project, stack, systems: server.systems };
      return {
        version: js.server.version,
        live,
        account,
        findings: verifyAll(declaration, live, { marks: stack !== "", now }),
        systems: parts.map(({ title, streams }) => ({
          title,
          streams: new Set(streams.map(({ name }) => name)),
        })),
        graphs: drawLive(parts, live, now).map(graphOf),
      };
    });
    return { server: server.name, seen };
  } catch (error) {
    if (!isForPeople(error)) throw error;
    return { server: server.name, error: error.message };
  }
}
