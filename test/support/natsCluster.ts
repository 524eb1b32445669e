import { startNatsServer, type TestServer } from "./natsServer";
import { askPlainly } from "./plainClient";
import { freePorts } from "./ports";
import { until } from "./until";

/** Three nats-servers that are one cluster, "test", each tagged with its name, "one", "two", "three", and with "all". */
export interface TestCluster {
  readonly servers: readonly TestServer[];
  /** Addresses of all, as a target has them. */
  readonly url: string;
  /** Waits until the cluster takes requests: it has a leader that sees so many servers. */
  ready(servers?: number): Promise<void>;
  /** Ends them all and removes what they left. */
  stop(): Promise<void>;
}

const names = ["one", "two", "three"];

/**
 * Starts three servers on free ports and waits until they take requests.
 *
 * @param config text for each nats.conf: accounts, users
 */
export async function startNatsCluster(version: string, config = ""): Promise<TestCluster> {
  const ports = await freePorts(names.length);
  const routes = ports.map((port) => `"nats://127.0.0.1:${port}"`).join(", ");
  const servers = await Promise.all(
    names.map((name, at) =>
      startNatsServer({
        version,
        config: [
          `server_name: ${name}`,
          `server_tags: ["${name}", "all"]`,
          `cluster { name: test, listen: "127.0.0.1:${ports[at] ?? 0}", routes: [${routes}] }`,
          config,
        ].join("\n"),
      }),
    ),
  );
  const cluster = {
    servers,
    url: servers.map(({ url }) => url).join(","),
    ready: (count = names.length) => ready(servers, count),
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
  await cluster.ready();
  return cluster;
}

/** Whoever can make a stream with as many replicas as there are servers has them all. */
async function ready(servers: readonly TestServer[], count: number): Promise<void> {
  const probe = { name: "PROBE", subjects: ["probe"], num_replicas: count, storage: "memory" };
  await until(async () => {
    for (const { url } of servers) {
      if (!(await done(url, "STREAM.CREATE.PROBE", probe))) continue;
      return (await done(url, "STREAM.DELETE.PROBE")) || undefined;
    }
    return undefined;
  }, 60_000);
}

/**
 * A leader that has just been chosen may leave a request without an answer: it is asked again soon.
 *
 * @returns whether the server says that it did it
 */
async function done(url: string, api: string, body?: object): Promise<boolean> {
  const reply = await askPlainly(url, api, body, 1500).catch(() => undefined);
  return reply !== undefined && reply["error"] === undefined;
}
