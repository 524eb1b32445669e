import { connect, type NatsConnection } from "nats";
import { type FaultProxy, faultProxy } from "../support/faultProxy";
import { startNatsCluster } from "../support/natsCluster";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { isBack } from "./faults";
import { patiently } from "./messages";
import { type ProviderProcess, startProvider } from "./providerProcess";
import { type Random, seeded } from "./random";

export interface BedOptions {
  /** A nats-server release. @default "2.15.1" */
  readonly version?: string;
  /** By how much the provider's clock is wrong. @default 0 */
  readonly clockMillis?: number;
  /** Three servers, and another leader at each request. @default false */
  readonly leaders?: boolean;
}

/** What a run is made with. */
export interface Bed {
  readonly server: TestServer;
  readonly proxy: FaultProxy;
  /** The NATS client, straight to the server. */
  readonly plain: NatsConnection;
  /** For what no fault strikes. */
  readonly provider: ProviderProcess;
  readonly clockMillis: number;
  readonly leaders: boolean;
  /** Has the leader of a stream, or that of the cluster, step down, and does not wait for the next. */
  readonly changeLeader: () => Promise<void>;
  close(): Promise<void>;
}

interface Servers {
  readonly first: TestServer;
  readonly all: readonly TestServer[];
}

/** Only a user of the system account has the leader of a cluster step down. */
const accounts = `
accounts {
  SYSTEM: { users: [{ user: system, password: system }] }
  SHOP: { jetstream: enabled, users: [{ user: shop, password: shop }] }
}
system_account: SYSTEM
no_auth_user: shop
`;

export async function openBed(options: BedOptions): Promise<Bed> {
  const { clockMillis = 0, leaders = false } = options;
  const { first, all } = await startServers(options);
  const proxy = await faultProxy(first.port);
  const plain = await patiently(first.url);
  const system = leaders ? await asSystem(first.url) : undefined;
  const provider = startProvider(proxy.url, clockMillis);
  const random = seeded(1);
  return {
    ...{ server: first, proxy, plain, provider, clockMillis, leaders },
    changeLeader: () => (system ? stepDown(plain, system, random) : Promise.resolve()),
    close: async () => {
      await isBack(first);
      await plain.close();
      await system?.close();
      await provider.end();
      await proxy.close();
      await Promise.all(all.map((server) => server.stop()));
    },
  };
}

async function startServers({ version, leaders }: BedOptions): Promise<Servers> {
  if (leaders !== true) {
    const server = await startNatsServer(version === undefined ? {} : { version });
    return { first: server, all: [server] };
  }
  const { servers } = await startNatsCluster(version ?? "2.15.1", accounts);
  const [first] = servers;
  if (!first) throw new Error("a cluster without servers");
  return { first, all: servers };
}

const asSystem = (url: string): Promise<NatsConnection> =>
  connect({ servers: url, user: "system", pass: "system", maxReconnectAttempts: -1 });

/** Where nobody leads at the moment there is nobody to step down. */
async function stepDown(
  plain: NatsConnection,
  system: NatsConnection,
  random: Random,
): Promise<void> {
  const asked = { timeout: 500 };
  try {
    if (random.chance(0.25)) {
      await system.request("$JS.API.META.LEADER.STEPDOWN", "", asked);
      return;
    }
    const reply = await plain.request("$JS.API.STREAM.NAMES", "", asked);
    const { streams } = reply.json<{ readonly streams?: readonly string[] | null }>();
    if (!streams || streams.length === 0) return;
    await plain.request(`$JS.API.STREAM.LEADER.STEPDOWN.${random.pick(streams)}`, "", asked);
  } catch {
    // the next request finds another one all the same
  }
}
