import { type ServerOptions, startNatsServer, type TestServer } from "./natsServer";
import { freePorts } from "./ports";
import { until } from "./until";

/** Two nats-servers with a JetStream domain each, "hub" and "west"; west joins hub as a leaf node. */
export interface JoinedServers {
  readonly hub: TestServer;
  readonly west: TestServer;
  /** Ends both and removes what they left. */
  stop(): Promise<void>;
}

/** Starts both and waits until they are joined. */
export async function startJoinedServers(
  options: Pick<ServerOptions, "version"> = {},
): Promise<JoinedServers> {
  const [port = 0] = await freePorts(1);
  const hub = await startNatsServer({
    ...options,
    jetstream: "domain: hub",
    config: `server_name: hub\nleafnodes { listen: "127.0.0.1:${port}" }`,
  });
  const west = await startNatsServer({
    ...options,
    jetstream: "domain: west",
    config: `server_name: west\nleafnodes { remotes: [{ url: "nats://127.0.0.1:${port}" }] }`,
  });
  await until(() => isJoined(hub), 60_000);
  return {
    hub,
    west,
    stop: async () => {
      await Promise.all([hub.stop(), west.stop()]);
    },
  };
}

async function isJoined({ monitorPort }: TestServer): Promise<true | undefined> {
  const answer = await fetch(`http://127.0.0.1:${monitorPort}/leafz`);
  const { leafnodes } = (await answer.json()) as { readonly leafnodes: number };
  return leafnodes === 1 || undefined;
}
