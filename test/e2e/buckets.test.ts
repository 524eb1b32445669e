import assert from "node:assert/strict";
import type { KV } from "nats";
import { managing, streamOn, streamsOf } from "../support/liveServer";
import { assertDone, assertRefused } from "../support/outcome";
import { plainly } from "../support/plainClient";
import type { Result } from "../support/project";
import { sampleBuckets } from "../support/sampleBuckets";
import { sampleSystem } from "../support/sampleSystem";
import { beginStory, type Story } from "../support/story";

describe("buckets from their first preview to their end", function () {
  this.timeout(60_000);
  let story: Story;
  let url: string;
  before(async () => {
    story = await beginStory();
    ({ url } = story.server);
  });
  after(() => story.end());

  type Settings = Parameters<typeof sampleBuckets>[0][string];
  const run = (settings: Settings | undefined, ...args: readonly string[]): Promise<Result> => {
    const buckets = sampleBuckets({ ...(settings && { settings }) }, { files: {} });
    const system = { ...sampleSystem({}), buckets };
    story.project.declare(system);
    return story.project.pulumi(args);
  };
  const up = (settings?: Settings): Promise<Result> =>
    run(settings, "up", "--yes", "--skip-preview");
  const open = <Result>(use: (bucket: KV) => Promise<Result>): Promise<Result> =>
    plainly(url, async (nats) => use(await nats.jetstream().views.kv("settings")));

  const first: Settings = { config: { history: 5 }, initial: { mode: "on" } };

  it("previews what it would make, and makes nothing", async () => {
    assertDone(await run(first, "preview"), "plan: 0 streams; 2 buckets: 2 to create");
    assert.deepEqual(await streamsOf(url), {});
  });

  it("deploys what is declared, initial keys and all", async () => {
    assertDone(await up(first), "+ 4 created");
    assert.equal(await open(async (bucket) => (await bucket.get("mode"))?.string()), "on");
    const { config } = await streamOn(url, "KV_settings");
    assert.equal(config.metadata?.["nats-stack.owner"], "nats-stack/test/shop/settings");
    assert.equal(config.description, "All about settings");
    assertDone(
      await run(first, "preview", "--expect-no-changes"),
      "plan: 0 streams; 2 buckets: 2 unchanged",
    );
  });

  it("changes options in place, keeps entries and writes none", async () => {
    await open(async (bucket) => {
      for (const value of ["a", "b"]) await bucket.put("mode", value);
    });
    assertDone(
      await up({ config: { history: 9 }, initial: { mode: "on", more: "x" } }),
      'in place: bucket "settings": changes in place: history from 5 to 9',
      'bucket "settings": initial has changed; keys are written when a bucket is created',
    );
    assert.equal(await open(async (bucket) => (await bucket.get("mode"))?.string()), "b");
    assert.equal(await open((bucket) => bucket.get("more")), null);
  });

  it("names what was changed by hand, and puts it right", async () => {
    await managing(url, ({ streams }) =>
      streams.update("KV_settings", { max_msgs_per_subject: 2 }),
    );
    assertDone(await run({ config: { history: 9 } }, "up", "--yes", "--skip-preview", "--refresh"));
    assert.equal((await streamOn(url, "KV_settings")).config.max_msgs_per_subject, 9);
  });

  it("fails to shorten a history below what is kept, and counts it", async () => {
    assertRefused(
      await up({ config: { history: 1 } }),
      'bucket "settings": history from 9 to 1: ',
      'set dataLoss: "allow" on the bucket',
    );
  });

  it("fails to delete a bucket with entries that is no longer declared", async () => {
    assertRefused(
      await up(),
      'deletes: bucket "settings": is no longer declared: it is deleted with its 1 key and 1 earlier value',
      'bucket "settings": holds 1 key and 1 earlier value',
    );
    assert.equal(await open(async (bucket) => (await bucket.get("mode"))?.string()), "b");
  });

  it("destroys all where that is allowed, and leaves an empty server", async () => {
    assertDone(await up({ config: { history: 9 }, dataLoss: "allow" }));
    assertDone(await story.project.pulumi(["destroy", "--yes", "--skip-preview"]), "- 4 deleted");
    assert.deepEqual(await streamsOf(url), {});
  });
});
