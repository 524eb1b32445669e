import { startNatsServer, type TestServer } from "./natsServer";
import { askPlainly } from "./plainClient";
import { freePort } from "./ports";
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

/** Starts three servers on free ports and waits until they take requests. */
export async function startNatsCluster(version: string): Promise<TestCluster> {
  const ports = await Promise.all(names.map(() => freePort()));
  const routes = ports.map((port) => `"nats://127.0.0.1:${port}"`).join(", ");
  const servers = await Promise.all(
    names.map((name, at) =>
      startNatsServer({
        version,
        config: [
          `server_name: ${name}`,
          `server_tags: ["${name}", "all"]`,
          `cluster { name: test, listen: "127.0.0.1:${ports[at] ?? 0}", routes: [${routes}] }`,
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
      const made = await askPlainly(url, "STREAM.CREATE.PROBE", probe).catch(() => undefined);
      if (made === undefined || made["error"] !== undefined) continue;
      // a leader that has just been chosen may leave a request without an answer
      const gone = await askPlainly(url, "STREAM.DELETE.PROBE").catch(() => undefined);
      return gone === undefined ? undefined : true;
    }
    return undefined;
  }, 30_000);
}
