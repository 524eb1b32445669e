import assert from "node:assert/strict";
import { passwordProblems } from "../../../domain/cluster/passwords";
import type { ClusterSpec } from "../../../domain/cluster/spec";
import { problemLines } from "../../../domain/problem";
import {
  declared,
  development,
  developmentStreams,
  manifold,
  production,
  productionStreams,
  problemsOf,
  small,
} from "./fixtures";

const nkey = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

describe("a cluster", () => {
  it("has no mistakes in any of the shapes that ship", () => {
    assert.deepEqual(problemsOf(development, developmentStreams), []);
    assert.deepEqual(problemsOf(production, productionStreams), []);
    assert.deepEqual(problemsOf(manifold), []);
  });

  const table: readonly (readonly [string, Partial<ClusterSpec>, readonly string[]])[] = [
    [
      "a name that no object can have",
      { name: "My_NATS" },
      [
        'cluster "My_NATS": name: got "My_NATS"; use small letters, digits and "-", with a letter or digit at both ends',
      ],
    ],
    [
      "a name too long for the pods' labels",
      { name: "n".repeat(53) },
      [`cluster "${"n".repeat(53)}": name: got 53 characters; at most 52 are allowed`],
    ],
    ["an even number of servers", { servers: 2 as 3 }, ["servers: got 2; allowed are 1, 3 and 5"]],
    [
      "a version that is none",
      { version: "latest" },
      ['version: got "latest"; write a release of nats-server, such as "2.15.1"'],
    ],
    [
      "an image without a tag",
      { images: { server: "nats" } },
      [
        'images.server: got "nats"; write an image with its tag or digest, such as "nats:2.15.1-alpine"',
      ],
    ],
    [
      "an image without a shell for the reloader",
      { images: { server: "nats:2.15.1" } },
      [
        'images.server: got "nats:2.15.1", which has no shell for the reloader; take "nats:2.15.1-alpine", name images.reloader, or set reload to "restart"',
      ],
    ],
    [
      "labels that are none",
      { monitoring: { labels: { "a b": "c" } } },
      [
        'monitoring.labels: got "a b": "c"; keys and values are letters, digits, "-", "_" and ".", at most 63 characters, such as "example.com/team": "core"',
      ],
    ],
    [
      "a Secret's name that is none",
      { tls: { secret: "My Secret" } },
      [
        'tls.secret: got "My Secret"; use small letters, digits, "-" and ".", at most 253 characters',
      ],
    ],
    [
      "a lame duck that is in a hurry",
      { timings: { lameDuckDuration: "10s" } },
      [
        'timings.lameDuckDuration: got "10s"; write "30s" or more',
        'timings.lameDuckGrace: got "10s", not below lameDuckDuration "10s"; lower it or raise that',
      ],
    ],
    [
      "a kill before the server has left",
      { timings: { terminationGrace: "30s" } },
      [
        'timings.terminationGrace: got "30s", but a server takes lameDuckDuration "30s" and up to 20s more to leave; write "50s" or more',
      ],
    ],
    [
      "a payload above what a server buffers",
      { limits: { maxPayload: "65MiB" } },
      ['limits.maxPayload: got "65MiB"; write a size up to "64MiB"'],
    ],
    [
      "a privileged port",
      { listeners: { websocket: { port: 443 } } },
      [
        "listeners.websocket.port: got 443; write a port from 1024 to 65535, since the server runs without privileges",
      ],
    ],
    [
      "a port of the server's own",
      { listeners: { mqtt: { port: 8222 } } },
      [
        "listeners: got port 8222 more than once; 4222, 6222, 7777 and 8222 are the server's own, and each listener has another",
      ],
    ],
    [
      "a listener whose certificates are missing",
      { listeners: { websocket: { tls: true } } },
      [
        'listeners.websocket.tls: got true, but there are no certificates for it; give "tls" or leave it out',
      ],
    ],
    [
      "an account of the server's own",
      { auth: { account: "$SYS" } },
      [
        'auth.account: got "$SYS"; use letters, digits, "-" and "_"; accounts that begin with "$" are the server\'s',
      ],
    ],
    [
      "a seed in the place of a public nkey",
      {
        auth: {
          users: { a: { nkey: "SUA".padEnd(58, "A") } },
        },
      },
      [
        'auth.users "a": nkey: got no public nkey of a user; it begins with U and has 56 characters, and a seed never stands here',
      ],
    ],
    [
      "a user named as the admin",
      { auth: { users: { admin: {} } } },
      [
        'auth.users: got "admin" more than once, with the admin and the system user counted; give each a name of its own',
      ],
    ],
    [
      "users who are alike but for signs",
      { auth: { users: { "a-b": {}, a_b: {} } } },
      [
        'auth.users: got "a-b", "a_b", which are alike but for signs and capitals; give them names that differ in letters or digits',
      ],
    ],
    [
      "streams and consumers that are not declared",
      { auth: { users: { a: { publishes: ["ORDER"], consumes: ["ORDERS/w", "ORDERS"] } } } },
      [
        'auth.users "a": publishes: got "ORDER", which is not declared; did you mean "ORDERS"?',
        'auth.users "a": consumes: got "ORDERS/w", which is not declared; declared are none',
        'auth.users "a": consumes: got "ORDERS"; write a stream and a consumer of it, such as "ORDERS/orders-worker"',
      ],
    ],
    [
      "a nats-box for somebody without a password",
      { auth: { admin: { nkey }, users: { a: {} } }, natsBox: {} },
      [
        'natsBox.user: got "admin", who shows an nkey; name the Secret with the seed as natsBox.seed, or name a user with a password: "a"',
      ],
    ],
    [
      "a nats-box for nobody",
      { auth: {}, natsBox: { user: "b", seed: { secret: "a seed" } } },
      [
        'natsBox.user: got "b"; name a user with a password: "admin"',
        'natsBox.seed.secret: got "a seed"; use small letters, digits, "-" and ".", at most 253 characters',
      ],
    ],
    [
      "the seed of a user with a password",
      { auth: {}, natsBox: { seed: { secret: "seed" } } },
      ['natsBox.seed: given for "admin", who has a password; leave it out'],
    ],
    [
      "the seed of a user where nobody has a name",
      { natsBox: { seed: { secret: "seed" } } },
      ['natsBox.seed: given, but there is no "auth"'],
    ],
    [
      "a nats-box user where nobody has a name",
      { natsBox: { user: "a" } },
      ['natsBox.user: got "a", but there is no "auth"'],
    ],
  ];
  for (const [what, changes, lines] of table) {
    it(`fails for ${what}`, () => {
      assert.deepEqual(problemsOf(changes, [declared("ORDERS", { storage: "memory" })]), lines);
    });
  }

  it("may leave users with an nkey alike but for signs: no password of theirs is kept", () => {
    assert.deepEqual(problemsOf({ auth: { users: { "a-b": { nkey }, a_b: { nkey } } } }), []);
  });

  it("fails with every mistake at once", () => {
    const lines = problemsOf({
      servers: 4 as 3,
      storage: { claim: "1e2.5GiB" as "1GiB" },
      limits: { maxConnections: 0 },
      raw: { authorization: { token: "abc" } },
    });
    assert.deepEqual(
      lines.map((line) => line.split(": ")[0]),
      ["servers", "storage.claim", "limits.maxConnections", "raw.authorization.token"],
    );
  });
});

describe("secrets in what is merged in", () => {
  const hint =
    'holds a secret in clear; write "<< $NAME >>" and give the server that variable, or include a file of a mounted Secret with "$include"';

  it("fail wherever they stand", () => {
    const raw = {
      authorization: { users: [{ user: "a", password: "b" }], token: 5 },
      leafnodes: { remotes: [{ url: "nats://user:word@other:7422" }] },
    };
    assert.deepEqual(problemsOf({ raw }), [
      `raw.authorization.users[0].password: ${hint}`,
      `raw.authorization.token: ${hint}`,
      `raw.leafnodes.remotes[0].url: ${hint}`,
    ]);
  });

  it("may stand as variables, as hashes, and in files", () => {
    const raw = {
      $include: "../secret/other.conf",
      authorization: {
        users: [
          { user: "a", password: "<< $A >>" },
          { user: "b", password: "$2a$11$x" },
        ],
      },
      leafnodes: { remotes: [{ url: "nats://other:7422", credentials: "/etc/leaf/a.creds" }] },
    };
    assert.deepEqual(problemsOf({ raw }), []);
  });
});

describe("passwords", () => {
  const lines = (auth: ClusterSpec["auth"], given: readonly string[]): readonly string[] =>
    problemLines(passwordProblems({ ...small, ...(auth && { auth }) }, given));

  it("are asked for each user who shows one", () => {
    const auth = { systemUser: "system", users: { a: {}, b: { nkey } } };
    assert.deepEqual(lines(auth, ["admin", "system", "a"]), []);
    assert.deepEqual(lines(auth, ["admin", "a"]), [
      'cluster "nats": passwords "system": not set; give it as a secret of the stack\'s configuration, or give the user an nkey',
    ]);
  });

  it("fail for users that there are not", () => {
    assert.deepEqual(lines({ admin: { nkey } }, ["admin"]), [
      'cluster "nats": passwords "admin": no such user shows a password; users that do are none',
    ]);
    assert.deepEqual(lines(undefined, ["x"]), [
      'cluster "nats": passwords "x": no such user shows a password; users that do are none',
    ]);
  });
});
