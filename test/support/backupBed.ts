import { rmSync } from "node:fs";
import { startNatsServer, type TestServer } from "./natsServer";
import { type Answer, ops } from "./ops";
import { seededAnew } from "./seeded";

/** What the tests of a suite back up, and where to. */
export interface BackupBed {
  readonly server: TestServer;
  /** New for each test. */
  readonly folder: string;
  /** Runs a verb of the operations command on the server. */
  readonly run: (verb: string, ...args: readonly string[]) => Promise<Answer>;
}

/** Gives the suite that calls this a server, which holds the same streams again before each test. */
export function backupBed(): BackupBed {
  let server: TestServer;
  let folder: string;
  before(async () => {
    server = await startNatsServer();
  });
  after(() => server.stop());
  beforeEach(async () => {
    folder = await seededAnew(server.url);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  return {
    get server() {
      return server;
    },
    get folder() {
      return folder;
    },
    run: (verb, ...args) => ops([verb, "--server", server.url, ...args]),
  };
}
