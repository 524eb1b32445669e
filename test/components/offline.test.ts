import assert from "node:assert/strict";
import { type LiveServer, planAll } from "../../domain/plan/plan";
import { observeAll } from "../../jetstream/observeAll";
import { closeAll } from "../../jetstream/pool";
import { failureOf } from "../support/failure";
import { consumersOn, streamsOf } from "../support/liveServer";
import { startNatsCluster, type TestCluster } from "../support/natsCluster";
import { askPlainly, publishPlainly } from "../support/plainClient";
import { declared, noteLines } from "../support/plan";
import {
  loader,
  ours,
  type Props,
  type Provider,
  type Providers,
  printed,
  providersFor,
  streamInputs,
} from "../support/provider";
import { until } from "../support/until";

describe("what lives on a server of a cluster that is down", function () {
  this.timeout(120_000);
  let cluster: TestCluster;
  let providers: Providers;
  /** A server that stays up. */
  let url: string;

  interface Made {
    readonly provider: Provider;
    readonly id: string;
    readonly inputs: Props;
    readonly outs: Props;
  }
  let away: Made;
  let reader: Made;
  let everywhere: Made;
  let attempts: Promise<readonly Error[]>;
  let looking: Promise<LiveServer>;

  const create = async (provider: Provider, inputs: Props): Promise<Made> => {
    const { id, outs } = await provider.create(inputs);
    return { provider, id, inputs, outs: { ...outs, ...loader } };
  };
  const stream = async (name: string, config: object): Promise<Made> => {
    const { stream: provider } = providers;
    const subjects = [name.toLowerCase()];
    return create(provider, await streamInputs(provider, name, { subjects, ...config }));
  };

  /** @returns a consumer of EVERYWHERE that server one alone holds: the cluster chooses, so it is asked until it does */
  async function consumerOnOne(): Promise<Made> {
    const { consumer: provider } = providers;
    for (let at = 0; ; at++) {
      const name = `c${at}`;
      const { inputs } = await provider.check(
        {},
        {
          ...{ name, stream: "EVERYWHERE", target: "url", ...loader },
          config: { ackPolicy: "explicit", replicas: 1, metadata: ours(`EVERYWHERE/${name}`) },
        },
      );
      const made = await create(provider, { ...inputs, ...loader });
      const { cluster: held } = (await consumersOn(url, "EVERYWHERE"))[name] ?? {};
      if (held?.leader === "one") return made;
    }
  }

  const changed = ({ inputs }: Made): Props => ({
    ...inputs,
    config: { ...(inputs["config"] as object), description: "changed" },
  });

  before(async () => {
    cluster = await startNatsCluster("2.15.1");
    const [one, two, three] = cluster.servers;
    url = two?.url ?? "";
    providers = await providersFor([two?.url, three?.url].join(","));
    away = await stream("AWAY", { placement: { tags: ["one"] } });
    everywhere = await stream("EVERYWHERE", { replicas: 3 });
    reader = await consumerOnOne();
    await publishPlainly(url, ["away", "everywhere"]);
    await one?.kill();
    const seen = async (): Promise<true | undefined> => {
      const { missing } = await askPlainly(url, "STREAM.LIST").catch(() => ({ missing: [] }));
      // whoever led the other stream has a successor by now
      return JSON.stringify(missing) === '["AWAY"]' ? true : undefined;
    };
    await until(seen, 30_000);
    // each waits for a server that does not answer: all at once
    attempts = Promise.all(
      [away, reader].flatMap((made) => {
        const { provider, id, outs } = made;
        return [
          failureOf(provider.read(id, outs)),
          failureOf(provider.update(id, outs, changed(made))),
          failureOf(provider.delete(id, outs)),
        ];
      }),
    );
    looking = observeAll({ name: "url", url }, { consumersOf: () => true }, 5000);
  });
  after(async () => {
    await closeAll();
    await cluster.stop();
  });

  it("is neither dropped from the state, nor changed, nor deleted, and that is said", async () => {
    const said = (await attempts).map(({ message }) => message);
    const why =
      "exists, but its servers do not answer; bring them up, or delete it by hand where they will never be back, then run again";
    const consumer = `consumer "${String(reader.inputs["name"])}" of stream "EVERYWHERE"`;
    const expected = ['stream "AWAY"', consumer].flatMap((asset) => [
      `${asset}: ${why}`,
      `${asset}: ${why}`,
      `${asset}: ${why}`,
    ]);
    assert.deepEqual(said, expected);
  });

  it("is told of in the plan as there and not compared", async () => {
    const live = await looking;
    const streams = [
      declared("AWAY"),
      declared("EVERYWHERE", { replicas: 3 }, { [String(reader.inputs["name"])]: {} }),
    ];
    const plan = planAll({ project: "nats-stack", stack: "test", systems: [{ streams }] }, live);
    const offline = noteLines(plan).filter((line) => line.startsWith("unchecked"));
    assert.equal(offline.length, 2, noteLines(plan).join("\n"));
    assert.match(offline[0] ?? "", /stream "AWAY": is offline: the server knows it/);
    assert.match(offline[1] ?? "", /consumer "c\d+" of stream "EVERYWHERE": is offline/);
    assert.equal(plan.counts.streams.create, 0);
    assert.equal(plan.counts.consumers.create, 0);
  });

  it("does not keep the others from being changed, scaled and deleted", async () => {
    const { provider, id, outs } = everywhere;
    const { outs: now } = await provider.update(id, outs, changed(everywhere));
    assert.equal((await streamsOf(url))["EVERYWHERE"]?.config.description, "changed");
    const other = await stream("OTHER", { replicas: 2, placement: { tags: ["all"] } });
    await printed(() => provider.delete(other.id, other.outs));
    assert.equal((await streamsOf(url))["OTHER"], undefined);
    const { message } = await failureOf(provider.delete(id, { ...now, ...loader }));
    assert.match(message, /^stream "EVERYWHERE": holds 1 message /);
  });

  it("is as it was when the server is back: nothing is applied later", async () => {
    await cluster.servers[0]?.restart();
    await cluster.ready();
    const back = async (): Promise<true | undefined> =>
      (await streamsOf(url).catch(() => undefined))?.["AWAY"] ? true : undefined;
    await until(back, 30_000);
    const { AWAY: found } = await streamsOf(url);
    assert.equal(found?.config.description, undefined);
    assert.equal(found?.state.messages, 1);
  });
});
