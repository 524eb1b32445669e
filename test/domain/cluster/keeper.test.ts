import assert from "node:assert/strict";
import { forgottenBy } from "../../../domain/cluster/forgotten";
import { jsStreamsJson } from "../../../domain/cluster/jsStreams";
import { keeperNotes } from "../../../domain/cluster/keeper";
import { keeperRequests } from "../../../domain/cluster/keeperScript";
import type { ClusterSpec } from "../../../domain/cluster/spec";
import type { StreamDeclaration } from "../../../domain/declare";
import { declared, development, developmentStreams, problemsOf, resolved, small } from "./fixtures";

const memory = declared("ORDERS", { storage: "memory" });
const file = declared("LEDGER", { storage: "file" });

const reader = (stream: string, name: string, memStorage: boolean) => ({
  resource: `shop/${stream}/${name}`,
  system: "shop",
  stream,
  name,
  config: { memStorage },
  policy: { adopt: false, dataLoss: "refuse", onImmutableChange: "refuse" } as const,
});

const names = (
  changes: Partial<ClusterSpec>,
  streams: readonly StreamDeclaration[],
): readonly string[] | undefined =>
  resolved(changes, streams).keeper?.forgotten.flatMap((one) => [
    ...(one.stream ? [one.declared.name] : []),
    ...one.consumers.map(({ stream, name }) => `${stream}/${name}`),
  ]);

const auth = {
  users: { shop: { inboxPrefix: "_INBOX_shop" }, keyed: { nkey: `U${"A".repeat(55)}` } },
};

describe("the keeper", () => {
  it("is there where one server forgets streams with its pod, and for these alone", () => {
    assert.deepEqual(names({}, [memory, file]), ["ORDERS"]);
    assert.deepEqual(names({ storage: { kind: "ephemeral" } }, [memory, file]), [
      "ORDERS",
      "LEDGER",
    ]);
    assert.equal(names({}, [file]), undefined);
    assert.equal(names({}, []), undefined);
    assert.equal(names({ servers: 3 }, [memory]), undefined);
  });

  it("keeps consumers in memory of streams that are on disk", () => {
    const consumers = [reader("LEDGER", "audit", true), reader("LEDGER", "billing", false)];
    assert.deepEqual(names({}, [{ ...file, consumers }]), ["LEDGER/audit"]);
  });

  it("makes streams after those they copy from, and consumers right after their stream", () => {
    const copy = declared("COPY", { storage: "memory", sources: [{ name: "ORDERS" }] });
    const read = { ...memory, consumers: [reader("ORDERS", "billing", false)] };
    assert.deepEqual(names({}, [copy, read]), ["ORDERS", "ORDERS/billing", "COPY"]);
  });

  it("goes with a switch, and without one where nobody said how to log in", () => {
    assert.equal(names({ keeper: false }, [memory]), undefined);
    assert.deepEqual(names({ keeper: true }, [memory]), ["ORDERS"]);
    assert.equal(names({ keeper: true }, [file]), undefined);
    assert.equal(names({ raw: { authorization: { token: "<< $TOKEN >>" } } }, [memory]), undefined);
    const admin = { nkey: `U${"A".repeat(55)}` };
    assert.equal(names({ auth: { admin } }, [memory]), undefined);
  });

  it("logs in as the admin, or as another user with his inboxes", () => {
    const keeper = (changes: Partial<ClusterSpec>) => {
      const { user, inboxPrefix } = resolved({ auth, ...changes }, [memory]).keeper ?? {};
      return [user, inboxPrefix];
    };
    assert.deepEqual(keeper({}), ["admin", undefined]);
    assert.deepEqual(keeper({ keeper: { user: "shop" } }), ["shop", "_INBOX_shop"]);
  });

  it("fails for what it cannot be", () => {
    assert.deepEqual(problemsOf({ keeper: true, servers: 3 }, [memory]), [
      "keeper: got true for 3 servers, which keep the streams for one another; leave it out",
    ]);
    assert.deepEqual(problemsOf({ keeper: "yes" as unknown as boolean }), [
      'keeper: got "yes"; write true, false or { user }',
    ]);
    assert.deepEqual(problemsOf({ keeper: { user: "shop" } }, [memory]), [
      'keeper.user: got "shop", but there is no "auth"',
    ]);
    assert.deepEqual(problemsOf({ keeper: { user: "keyed" }, auth }, [memory]), [
      'keeper.user: got "keyed"; name a user with a password who may make streams, as keeper.user, or set keeper to false',
    ]);
  });

  it("sends what js-streams.json holds, a request per line, marks included", () => {
    const lines = keeperRequests(forgottenBy(development, developmentStreams))
      .trimEnd()
      .split("\n");
    const sent = lines.map((line) => {
      const [look, make, ...body] = line.split(" ");
      const config = JSON.parse(body.join(" ")) as { readonly name: string };
      assert.equal(look, `STREAM.INFO.${config.name}`);
      assert.equal(make, `STREAM.CREATE.${config.name}`);
      return config;
    });
    const { streams } = JSON.parse(jsStreamsJson(developmentStreams)) as {
      readonly streams: readonly { readonly name: string; readonly config: unknown }[];
    };
    const byName = new Map(streams.map(({ name, config }) => [name, config]));
    assert.equal(sent.length, streams.length);
    for (const config of sent) assert.deepEqual(config, byName.get(config.name));
  });

  it("sends large sequences as the numbers they are", () => {
    const late = declared("LATE", {
      storage: "memory",
      raw: { first_seq: "18446744073709551000" },
    });
    assert.match(keeperRequests(forgottenBy(small, [late])), /"first_seq":18446744073709551000/);
  });
});

describe("the plan of a server that forgets streams", () => {
  const texts = (changes: Partial<ClusterSpec>, streams: readonly StreamDeclaration[]) =>
    keeperNotes({ ...small, ...changes }, streams).map(({ asset, text }) => `${asset}: ${text}`);

  it("says what is lost and what comes back", () => {
    assert.deepEqual(texts({}, [memory]), [
      'cluster "nats": its one server forgets 1 stream with every new pod; the keeper beside it makes them again within seconds, without messages; file storage on a claim, or three servers, keep those too',
    ]);
    assert.deepEqual(texts({}, [file]), []);
    assert.deepEqual(texts({ servers: 3 }, [memory]), []);
  });

  it("says who makes them again where no keeper does, and why none does", () => {
    assert.match(
      texts({ keeper: false }, [memory])[0] ?? "",
      /up --refresh.*since keeper is false$/,
    );
    const raw = { authorization: { token: "<< $TOKEN >>" } };
    assert.match(texts({ raw }, [memory])[0] ?? "", /cannot log in: what "authorization" in raw/);
  });
});
