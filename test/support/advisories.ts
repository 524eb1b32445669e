import { connect } from "nats";

/** What a server does to its streams. */
export type StreamAction = "CREATED" | "UPDATED" | "DELETED";

/** What a server tells of its streams while it is watched. */
export interface Advisories {
  /** @returns a promise of the moment when that was done so many times since the watch began */
  reached(action: StreamAction, count: number): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly action: string;
  readonly count: number;
  readonly done: () => void;
}

/** Watches streams being made, changed and deleted. */
export async function watchStreams(url: string): Promise<Advisories> {
  const watcher = await connect({ servers: url, reconnect: false });
  const prefix = "$JS.EVENT.ADVISORY.STREAM.";
  const seen = new Map<string, number>();
  const waiting: Waiting[] = [];
  watcher.subscribe(`${prefix}*.>`, {
    callback: (_error, { subject }) => {
      const [action = ""] = subject.slice(prefix.length).split(".");
      const count = (seen.get(action) ?? 0) + 1;
      seen.set(action, count);
      for (const one of waiting) if (one.action === action && one.count === count) one.done();
    },
  });
  await watcher.flush();
  return {
    reached: (action, count) =>
      new Promise((done) => {
        waiting.push({ action, count, done });
        if ((seen.get(action) ?? 0) >= count) done();
      }),
    close: () => watcher.close(),
  };
}
