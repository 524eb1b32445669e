import assert from "node:assert/strict";
import { atLeast } from "../../domain/server";
import { connect } from "../../jetstream/connection";
import { migrateStream } from "../../jetstream/migrate";
import { fillStream, type Kind, kinds, subjectsOf, wireOf } from "../support/migrating";
import { startNatsCluster } from "../support/natsCluster";
import { startNatsServer } from "../support/natsServer";
import { streamOn, streamsOf } from "../support/liveServer";
import { publishing, reading } from "../support/traffic";
import { until } from "../support/until";

const versions = ["2.10.26", "2.11.11", "2.12.8", "2.14.6", "2.15.1"];
const seeds = [0, 1, 3, 4, 5].map((number) => `seed ${number}`);

/** Migrates a stream that a publisher fills and a reader empties, and looks at what came of every message. */
async function migrateInUse(
  url: string,
  { title, before, after }: Kind,
  clustered = false,
): Promise<void> {
  await fillStream(url, title, before);
  const publisher = await publishing(url, subjectsOf(title));
  const reader = await reading(url, title, "worker");
  const js = await connect({ name: "local", url });
  const lines: string[] = [];
  try {
    const more = (count: number): Promise<unknown> =>
      until(() => Promise.resolve(publisher.acknowledged.length > count || undefined), 10_000);
    await more(60);
    await migrateStream(js, title, wireOf(title, after), (line) => lines.push(line));
    await more(publisher.acknowledged.length + 20);
    await publisher.stop();
    const all = new Set(publisher.acknowledged);
    const seen = (): boolean => [...all].every((id) => reader.delivered.includes(id));
    await until(() => Promise.resolve(seen() || undefined), 10_000).catch(() => undefined);
    await reader.stop();
    const missing = [...all, ...(/QUEUE/.test(title) ? [] : seeds)].filter(
      (id) => !reader.delivered.includes(id),
    );
    assert.deepEqual(
      missing,
      [],
      `${title}: acknowledged and never delivered\n${lines.join("\n")}`,
    );
    // a cluster has been seen to confirm an acknowledgement before the consumer's position told of it: at least once
    if (!clustered) assertOnce(title, reader.delivered, reader.doubtful);
    assertInOrder(title, reader.delivered);
  } finally {
    await publisher.stop();
    await reader.stop();
    await js.close();
  }
}

/** Only what the server has not confirmed may come a second time. */
function assertOnce(
  title: string,
  delivered: readonly string[],
  doubtful: ReadonlySet<string>,
): void {
  const twice = delivered.filter((id, at) => delivered.indexOf(id) !== at && !doubtful.has(id));
  assert.deepEqual(twice, [], `${title}: delivered again after its acknowledgement was confirmed`);
}

function assertInOrder(title: string, delivered: readonly string[]): void {
  const first = [...new Set(delivered)]
    .filter((id) => id.startsWith("p"))
    .map((id) => Number(id.slice(1)));
  const late = first.filter((number, at) => at > 0 && number < (first[at - 1] ?? 0));
  assert.deepEqual(late, [], `${title}: out of order`);
}

describe("making streams anew in a cluster", function () {
  this.timeout(90_000);

  it("loses, doubles and reorders nothing of streams on three servers", async () => {
    const cluster = await startNatsCluster("2.15.1");
    try {
      const [first] = cluster.servers;
      const url = first?.url ?? "";
      const three = (kind: Kind): Kind => ({
        ...kind,
        before: { ...kind.before, replicas: 3 },
        after: { ...kind.after, replicas: 3 },
      });
      const some = kinds.filter(({ title }) => /FILE|TO-QUEUE|TO-LIMITS/.test(title));
      for (const kind of some) await migrateInUse(url, three(kind), true);
      const live = await streamsOf(url);
      assert.deepEqual(Object.keys(live).sort(), some.map(({ title }) => title).sort());
      const counts = Object.values(live).map(({ config }) => config.num_replicas);
      assert.deepEqual(new Set(counts), new Set([3]));
    } finally {
      await cluster.stop();
    }
  });
});

describe("making streams anew while they are in use", function () {
  this.timeout(60_000);

  for (const version of versions) {
    it(`loses, doubles and reorders nothing on ${version}, whatever the change`, async () => {
      const server = await startNatsServer({ version });
      try {
        const known = kinds.filter(({ since = "2.10.0" }) => atLeast(version, since));
        await Promise.all(known.map((kind) => migrateInUse(server.url, kind)));
        const live = await streamsOf(server.url);
        assert.deepEqual(Object.keys(live).sort(), known.map(({ title }) => title).sort());
        for (const { title } of known) {
          const { config } = await streamOn(server.url, title);
          assert.deepEqual(config.subjects, subjectsOf(title));
          assert.equal(
            Object.keys(config.metadata ?? {}).some((key) => key.startsWith("nats-stack")),
            false,
          );
        }
      } finally {
        await server.stop();
      }
    });
  }
});
