import assert from "node:assert/strict";
import { sweAiFleet } from "../../../systems/sweAiFleet";
import { consentTo } from "../../../cli/ops/consent";
import { managing, messagesOn } from "../../support/liveServer";
import { startNatsServer, type TestServer } from "../../support/natsServer";
import { type Answer, makePlainly, ops } from "../../support/ops";
import { publishPlainly } from "../../support/plainClient";

describe("nats-stack purge", () => {
  let server: TestServer;

  before(async () => {
    server = await startNatsServer();
  });
  after(() => server.stop());

  beforeEach(async () => {
    await managing(server.url, async ({ streams }) => {
      for (const name of Object.keys(await messagesOn(server.url))) await streams.delete(name);
      // as an init Job makes them: without a mark
      await streams.add({ name: "agent-requests", subjects: ["agent.requests.>"] });
      await streams.add({ name: "agent-results", subjects: ["agent.results.>"] });
      await streams.add({ name: "OTHER", subjects: ["other"] });
      await streams.add({ name: "KV_settings", subjects: ["$KV.settings.>"] });
      await streams.add({ name: "SEALED", subjects: ["sealed"], deny_purge: true });
    });
    await publishPlainly(server.url, [
      ...Array<string>(3).fill("agent.requests.a"),
      ...Array<string>(2).fill("agent.results.a"),
      ...["agent.results.b", "other", "$KV.settings.a"],
    ]);
  });

  const purge = (...args: readonly string[]): Promise<Answer> =>
    ops(["purge", "--server", server.url, ...args]);
  const held = () => messagesOn(server.url);
  const untouched = {
    ...{ "agent-requests": 3, "agent-results": 3, OTHER: 1 },
    ...{ KV_settings: 1, SEALED: 0 },
  };

  it("shows what would go, and does nothing without leave off a terminal", async () => {
    const { code, stdout } = await purge("agent-results", "--subject", "*.*.b");
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^stream "agent-results": 1 of 3 messages \(46B\)\nnothing was purged; add --yes to do it\n$/,
    );
    assert.deepEqual(await held(), untouched);
  });

  it("says what went", async () => {
    const { code, stdout } = await purge("agent-results", "agent-requests", "--keep", "1", "--yes");
    assert.equal(code, 0);
    assert.deepEqual(stdout.trimEnd().split("\n").slice(2), [
      'stream "agent-results": purged 2 messages, 1 left',
      'stream "agent-requests": purged 2 messages, 1 left',
    ]);
    assert.deepEqual(await held(), { ...untouched, "agent-requests": 1, "agent-results": 1 });
  });

  it("empties all that are declared, but no bucket and nothing else", async () => {
    const { code, stdout } = await purge("--all", "--yes", "--json");
    assert.equal(code, 0);
    const { ok, done, streams } = JSON.parse(stdout) as Record<string, never>;
    assert.deepEqual([ok, done], [true, true]);
    assert.deepEqual(streams, [
      {
        ...{ name: "agent-requests", server: server.url },
        holds: { messages: 3, bytes: 141 },
        goes: {
          messages: { count: 3, certainty: "exactly" },
          bytes: { count: 141, certainty: "exactly" },
        },
        ...{ purged: 3, left: 0 },
      },
      {
        ...{ name: "agent-results", server: server.url },
        holds: { messages: 3, bytes: 138 },
        goes: {
          messages: { count: 3, certainty: "exactly" },
          bytes: { count: 138, certainty: "exactly" },
        },
        ...{ purged: 3, left: 0 },
      },
    ]);
    assert.deepEqual(await held(), { ...untouched, "agent-requests": 0, "agent-results": 0 });
  });

  it("purges nothing where nothing is that old", async () => {
    const { code, stdout } = await purge("agent-requests", "--older-than", "2d", "--yes");
    assert.equal(code, 0);
    assert.equal(
      stdout,
      'stream "agent-requests": nothing to purge of 3 messages\nnothing was purged\n',
    );
    assert.deepEqual(await held(), untouched);
  });

  it("purges what is not declared only where that is said", async () => {
    const refused = await purge("OTHER", "AWAY", "--yes");
    assert.equal(refused.code, 2);
    assert.deepEqual(refused.stderr.trimEnd().split("\n"), [
      'stream "OTHER": is not declared by this project; where it is meant all the same, add --unmanaged',
      'stream "AWAY": is not on the server',
    ]);
    assert.deepEqual(await held(), untouched);
    assert.equal((await purge("OTHER", "--unmanaged", "--yes")).code, 0);
    assert.equal((await held())["OTHER"], 0);
  });

  it("asks for the stack where a stream says that it belongs to one", async () => {
    await managing(server.url, ({ streams }) => streams.delete("agent-requests"));
    await managing(server.url, ({ streams }) => streams.delete("agent-results"));
    await makePlainly(server.url, sweAiFleet);
    await publishPlainly(server.url, ["agent.work.a"]);
    const refused = await purge("agent-requests", "--yes");
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /^the data of stack "test" is protected; .*--confirm-stack test"/);
    const wrong = await purge("agent-requests", "--yes", "--confirm-stack", "dev");
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /^--confirm-stack: got "dev"; this is the data of stack "test"/);
    assert.equal((await held())["agent-requests"], 1);
    assert.equal((await purge("agent-requests", "--yes", "--confirm-stack", "test")).code, 0);
    assert.equal((await held())["agent-requests"], 0);
  });

  it("fails before anything is purged where a stream denies it, or the usage is wrong", async () => {
    const cases = [
      [["SEALED", "OTHER", "--unmanaged", "--yes"], /^"SEALED": denies purging/],
      [["agent-requests", "--keep", "1", "--older-than", "2d"], /^--keep and --older-than/],
      [["agent-requests", "--older-than", "2 days"], /got "2 days"; write digits and one unit/],
      [["agent-requests", "--all"], /^streams: name some, or all/],
      [[], /^streams: name some, or all/],
    ] as const;
    for (const [args, message] of cases) {
      const { code, stderr } = await purge(...args);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
    assert.deepEqual(await held(), untouched);
  });
});

describe("leave to delete messages", () => {
  const unsaid = { yes: false, dryRun: false };
  const person = (line: string | undefined) => {
    const asked: string[] = [];
    return {
      asked,
      ask: (question: string) => {
        asked.push(question);
        return Promise.resolve(line);
      },
    };
  };

  it("is asked for on a terminal, and only a whole yes gives it", async () => {
    const answers = [
      ["yes", "yes"],
      ["YES ", "yes"],
      ["y", "no"],
      ["", "no"],
      [undefined, "no"],
    ];
    for (const [line, consent] of answers) {
      assert.equal(await consentTo("purge 1 stream", undefined, unsaid, person(line)), consent);
    }
  });

  it("takes the name of the stack where its data is protected", async () => {
    const somebody = person("prod");
    assert.equal(await consentTo("purge 1 stream", "prod", unsaid, somebody), "yes");
    assert.deepEqual(somebody.asked, [
      'purge 1 stream? The data of stack "prod" is protected: write its name to go on: ',
    ]);
    assert.equal(await consentTo("purge 1 stream", "prod", unsaid, person("yes")), "no");
  });

  it("is never taken for given: nobody to ask, or only to be shown", async () => {
    assert.equal(await consentTo("purge", undefined, unsaid, undefined), "dryRun");
    const both = { yes: true, dryRun: true };
    assert.equal(await consentTo("purge", undefined, both, person("yes")), "dryRun");
  });
});
