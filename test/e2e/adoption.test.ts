import assert from "node:assert/strict";
import { AckPolicy, StorageType } from "nats";
import { managing, messagesOn, streamOn, streamsOf } from "../support/liveServer";
import { assertDone, assertRefused } from "../support/outcome";
import { publishPlainly } from "../support/plainClient";
import { beginStory, type Story } from "../support/story";

describe("streams that are there already", function () {
  this.timeout(60_000);
  let story: Story;
  let url: string;
  before(async () => {
    story = await beginStory();
    ({ url } = story.server);
    await managing(url, async ({ streams, consumers }) => {
      const storage = StorageType.Memory;
      await streams.add({
        name: "EQUAL",
        subjects: ["equal"],
        storage,
        description: "All about EQUAL",
      });
      await consumers.add("EQUAL", { durable_name: "reader", ack_policy: AckPolicy.Explicit });
      await streams.add({ name: "OTHER", subjects: ["other"], storage, max_msgs: 5 });
      await streams.add({ name: "DISK", subjects: ["disk"], storage: StorageType.File });
      await streams.add({ name: "STRANGER", subjects: ["taken.*"], storage });
      const metadata = { "nats-stack.owner": "nats-stack/prod/x/FOREIGN" };
      await streams.add({ name: "FOREIGN", subjects: ["foreign"], storage, metadata });
    });
    await publishPlainly(url, ["equal", "other", "disk", "foreign", "taken.a"]);
  });
  after(() => story.end());

  const held = { EQUAL: 1, OTHER: 1, DISK: 1, STRANGER: 1, FOREIGN: 1 };
  const equal = { EQUAL: { usedBy: [], consumers: { reader: { ackPolicy: "explicit" } } } };
  const other = { config: { maxMsgs: 50 } };
  const owner = async (name: string): Promise<string | undefined> =>
    (await streamOn(url, name)).config.metadata?.["nats-stack.owner"];

  it("fails for all that differ or belong to another at once, and touches none", async () => {
    const live = await streamsOf(url);
    assertRefused(
      await story.up({
        ...equal,
        OTHER: other,
        DISK: {},
        FOREIGN: {},
        TAKER: { config: { subjects: ["taken.b"] } },
      }),
      'stream "OTHER": exists already, unmarked, and differs from the declaration: description from nothing to "All about OTHER", maxMsgs from 5 to 50; to take it over with these changes, set adopt: true',
      'stream "DISK": exists already, unmarked, and is not taken over',
      'storage from "file" to "memory"',
      'stream "FOREIGN": exists already and belongs to "nats-stack/prod/x/FOREIGN"',
      'stream "TAKER": the live stream "STRANGER" is not declared, and holds "taken.b", with 1 message',
    );
    const configs = (streams: typeof live) => Object.values(streams).map(({ config }) => config);
    assert.deepEqual(configs(await streamsOf(url)), configs(live));
    assert.deepEqual(await messagesOn(url), held);
  });

  it("takes over what equals its declaration, with its messages, and says so", async () => {
    const { created } = await streamOn(url, "EQUAL");
    assertDone(
      await story.up(equal),
      "plan: 1 stream: 1 to adopt; 1 consumer: 1 to adopt",
      'adopts: stream "EQUAL": exists already, unmarked and equal to the declaration; it is adopted as it is, with its 1 message (22B) and 1 consumer',
    );
    assert.equal(await owner("EQUAL"), "nats-stack/test/shop/EQUAL");
    assert.equal((await streamOn(url, "EQUAL")).created, created);
    assert.deepEqual(await messagesOn(url), held);
  });

  it("takes over and changes in place where that was asked for", async () => {
    assertDone(
      await story.up({ ...equal, OTHER: { ...other, adopt: true } }),
      'adopts: stream "OTHER": exists already, unmarked; it is adopted, with its 1 message (22B), and changed in place: description from nothing to "All about OTHER", maxMsgs from 5 to 50',
    );
    assert.equal((await streamOn(url, "OTHER")).config.max_msgs, 50);
    assert.equal(await owner("OTHER"), "nats-stack/test/shop/OTHER");
    assert.deepEqual(await messagesOn(url), held);
  });

  it("takes back what its state has lost, without asking", async () => {
    const { urn } =
      story.project.resources().find((resource) => resource.urn.endsWith("::shop/OTHER")) ??
      assert.fail("OTHER is not in the state");
    assertDone(await story.project.pulumi(["state", "delete", urn, "--yes"]));
    assertDone(
      await story.up({ ...equal, OTHER: other }),
      'stream "OTHER": carries the mark of this stack but was lost from its state; it is taken back with its 1 message (22B)',
    );
    assert.deepEqual(await messagesOn(url), held);
  });

  it("leaves streams of others alone to the end", async () => {
    const loose = { dataLoss: "allow" as const };
    assertDone(
      await story.up({ EQUAL: { ...equal.EQUAL, ...loose }, OTHER: { ...other, ...loose } }),
    );
    assertDone(await story.project.pulumi(["destroy", "--yes", "--skip-preview"]));
    assert.deepEqual(await messagesOn(url), { DISK: 1, STRANGER: 1, FOREIGN: 1 });
  });
});
