import assert from "node:assert/strict";
import { nkeys } from "nats";
import { connect } from "../../jetstream/connection";
import { BadTarget, NotAuthorized } from "../../jetstream/errors";
import { createStream, observeStream } from "../../jetstream/streams";
import type { Auth } from "../../jetstream/target";
import { assertFails } from "../support/failure";
import { startNatsServer, type TestServer } from "../support/natsServer";

/** What is used of a package that comes without types. */
interface UserKeys {
  createUser: () => { getSeed: () => Uint8Array; getPublicKey: () => string };
}
const { createUser } = nkeys as unknown as UserKeys;

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A credentials file of the right form, whose JWT nobody signed. */
const credsOf = (seed: string): string =>
  [
    "-----BEGIN NATS USER JWT-----\nnot.a.jwt\n------END NATS USER JWT------\n",
    `-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`,
  ].join("\n");

describe("credentials", () => {
  const user = createUser();
  const stranger = text(createUser().getSeed());
  let server: TestServer;

  before(async () => {
    server = await startNatsServer({
      config: `authorization { users: [
        { user: keeper, password: "hunter2-right" },
        { nkey: ${user.getPublicKey()} }
        { user: reader, password: "hunter2-right", permissions: { publish: { deny: "$JS.API.STREAM.CREATE.*" } } }
        { user: deaf, password: "hunter2-right", permissions: { subscribe: "events" } }
      ] }`,
    });
  });
  after(() => server.stop());

  const open = (auth?: Auth): ReturnType<typeof connect> =>
    connect({ name: "local", url: server.url, ...(auth && { auth }) }, { deadlineMillis: 3000 });
  const place = (): string => `target "local": 127.0.0.1:${server.port}`;

  it("let a user with the right password in, and the holder of an nkey", async () => {
    for (const auth of [
      { kind: "user", user: "keeper", password: "hunter2-right" },
      { kind: "nkey", seed: `${text(user.getSeed())}\n` },
    ] as const) {
      const js = await open(auth);
      assert.equal((await js.facts()).version, "2.15.1");
      await js.close();
    }
  });

  it("let the holder of a token in", async () => {
    const guarded = await startNatsServer({ config: 'authorization { token: "hunter2-right" }' });
    const auth = { kind: "token", token: "hunter2-right" } as const;
    const js = await connect({ name: "local", url: guarded.url, auth });
    await js.facts();
    await js.close();
    await guarded.stop();
  });

  it("fail where none are given and the server asks for them", async () => {
    await assertFails(
      open(),
      NotAuthorized,
      `${place()}: the server asks for credentials and the target has none; give a user and password, a token, an nkey or a credentials file`,
    );
  });

  const refused: readonly (readonly [string, Auth, string])[] = [
    ["user and password", { kind: "user", user: "keeper", password: "hunter2-wrong" }, "hunter2"],
    ["the token", { kind: "token", token: "hunter2-wrong" }, "hunter2"],
    ["the nkey", { kind: "nkey", seed: stranger }, stranger],
    ["the credentials file", { kind: "creds", creds: credsOf(stranger) }, stranger],
  ];
  for (const [what, auth, secret] of refused) {
    it(`fail where the server refuses ${what}, which no message tells`, async () => {
      await assertFails(
        open(auth),
        NotAuthorized,
        `${place()}: the server refuses ${what}; correct what was given, or admit this user at the server`,
        [secret],
      );
    });
  }

  it("fail where a seed has the right form and a wrong checksum", async () => {
    const seed = `${stranger.slice(0, -4)}${stranger.endsWith("AAAA") ? "BBBB" : "AAAA"}`;
    for (const auth of [
      { kind: "nkey", seed },
      { kind: "creds", creds: credsOf(seed) },
    ] as const) {
      await assertFails(
        open(auth),
        BadTarget,
        'target "local": auth: the seed or the credentials cannot be read; give them exactly as they were made',
        [seed],
      );
    }
  });

  it("fail at the one subject that this user may not use, and name it", async () => {
    const js = await open({ kind: "user", user: "reader", password: "hunter2-right" });
    await assertFails(
      createStream(js, "A", {}),
      NotAuthorized,
      `${place()}: no permission to publish to "$JS.API.STREAM.CREATE.A"; allow this user to`,
      ["hunter2"],
    );
    assert.equal(await observeStream(js, "A"), undefined);
    await js.close();
  });

  it("fail where this user may not receive answers", async () => {
    const js = await open({ kind: "user", user: "deaf", password: "hunter2-right" });
    await assertFails(
      js.facts(),
      NotAuthorized,
      `${place()}: no permission to subscribe to "_INBOX.>", where answers arrive; allow this user to`,
      ["hunter2"],
    );
    await js.close();
  });
});
