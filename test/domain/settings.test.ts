import assert from "node:assert/strict";
import { problemLines } from "../../domain/problem";
import { type RawSettings, settingProblems, settingsOf, targetOf } from "../../domain/settings";

const known = ["one", "two"];
const none: ReadonlySet<string> = new Set();
const lines = (raw: RawSettings, secret = none): readonly string[] =>
  problemLines(settingProblems(raw, secret, known));

describe("settings of a stack", () => {
  it("are read with cautious defaults", () => {
    assert.deepEqual(settingsOf({ target: "url", url: "nats://n:4222" }, known), {
      target: "url",
      systems: ["one", "two"],
      policy: { adopt: false, dataLoss: "refuse", onImmutableChange: "refuse" },
      protect: false,
      streams: {},
      cluster: {},
      servers: {},
      clusters: {},
    });
  });

  it("are read as they are set", () => {
    const raw = { target: "local", systems: '["two"]', adopt: "true", dataLoss: "allow" };
    assert.deepEqual(lines(raw), []);
    assert.deepEqual(settingsOf(raw, known), {
      target: "local",
      systems: ["two"],
      policy: { adopt: true, dataLoss: "allow", onImmutableChange: "refuse" },
      protect: false,
      streams: {},
      cluster: {},
      servers: {},
      clusters: {},
    });
  });

  it("fails for an unknown key, naming the nearest one", () => {
    assert.deepEqual(lines({ target: "local", dataLos: "allow" }), [
      'nats-stack:dataLos: unknown key; did you mean "nats-stack:dataLoss"?',
    ]);
  });

  it("fails for values that are none, all at once", () => {
    assert.deepEqual(lines({ target: "locl", systems: '["three"]', adopt: "yes", url: "" }), [
      'nats-stack:target: got "locl"; allowed are "local", "url" and "kubernetes"; did you mean "local"?',
      'nats-stack:systems: got "three"; known are "one", "two"',
      'nats-stack:adopt: got "yes"; allowed are "true" and "false"',
      "nats-stack:url: got an empty text; leave the key out or give it a value",
    ]);
  });

  it("fails without a target, and for a target without its address", () => {
    assert.deepEqual(lines({}), [
      'nats-stack:target: not set; allowed are "local", "url" and "kubernetes"',
    ]);
    assert.match(
      lines({ target: "url" }).join(),
      /nats-stack:url: not set.*"nats:\/\/nats\.example\.com:4222"/,
    );
  });

  it("fails for a list of systems that is none, or empty", () => {
    assert.deepEqual(lines({ target: "local", systems: "one" }), [
      'nats-stack:systems: got one; write a list of system names out of "one", "two"',
    ]);
    assert.deepEqual(lines({ target: "local", systems: "[]" }), [
      'nats-stack:systems: got an empty list; name at least one of "one", "two"',
    ]);
  });

  const onKubernetes = (more: RawSettings, secret = none): readonly string[] =>
    lines({ target: "kubernetes", ...more }, secret);

  it("take servers of all systems, and what differs for one", () => {
    const cluster = JSON.stringify({
      servers: 3,
      tls: { secret: "nats-tls", routes: false },
      auth: { users: { planner: { publishes: ["ORDERS"], nkey: null } } },
      networkPolicy: { clientNamespaces: { team: "core" } },
      monitoring: { alerts: { consumerLag: 5 }, labels: {} },
      raw: { anything: [1, { goes: true }] },
    });
    const clusters = JSON.stringify({ one: { auth: null, monitoring: { alerts: true } } });
    assert.deepEqual(onKubernetes({ cluster, clusters }), []);
  });

  it("fails for fields of servers that there are not, or that hold something else, all at once", () => {
    const cluster = JSON.stringify({
      tsl: { secret: "nats-tls" },
      servers: "3",
      spread: "never",
      auth: { users: { planner: { publish: ["ORDERS"] } } },
      networkPolicy: { ownNamespace: "yes" },
      namespace: { name: "elsewhere" },
    });
    const clusters = JSON.stringify({ onee: {}, two: { listeners: { mqtt: { port: "1883" } } } });
    assert.deepEqual(onKubernetes({ cluster, clusters }), [
      'nats-stack:cluster: unknown field "tsl"; did you mean "tls"?',
      'nats-stack:cluster.servers: got "3"; write a number',
      'nats-stack:cluster.spread: got "never"; write "preferred" or "required"',
      'nats-stack:cluster.auth.users.planner: unknown field "publish"; did you mean "publishes"?',
      'nats-stack:cluster.networkPolicy.ownNamespace: got "yes"; write true or false',
      'nats-stack:cluster.namespace: unknown field "name"; known are create, podSecurity, labels',
      'nats-stack:clusters: got "onee", which is no system; did you mean "one"?',
      'nats-stack:clusters.two.listeners.mqtt.port: got "1883"; write a number',
    ]);
    assert.deepEqual(onKubernetes({ cluster: JSON.stringify({ tls: { toString: 1 } }) }), [
      'nats-stack:cluster.tls: unknown field "toString"; known are secret, certificate, routes, keys, verifyClients, handshakeFirst',
    ]);
    const all = JSON.stringify({ networkPolicy: true, tls: { routes: true }, raw: "debug: true" });
    assert.deepEqual(onKubernetes({ cluster: all }), [
      "nats-stack:cluster.networkPolicy: got true; write an object of ownNamespace, clientNamespaces, monitoringNamespaces, egress, or false",
      "nats-stack:cluster.tls.routes: got true; write an object of secret, or false",
      'nats-stack:cluster.raw: got "debug: true"; write an object',
    ]);
    assert.deepEqual(onKubernetes({ cluster: "three" }), [
      "nats-stack:cluster: holds no object; write the fields that differ from the defaults",
    ]);
  });

  it("fails for passwords in clear, of no system, or without one, and repeats none", () => {
    const secret = new Set(["passwords"]);
    const passwords = JSON.stringify({ one: { admin: "hush" } });
    assert.deepEqual(onKubernetes({ passwords }, secret), []);
    const mistakes = [
      ...onKubernetes({ passwords }),
      ...onKubernetes({ passwords: JSON.stringify({ thre: { admin: "hush" } }) }, secret),
      ...onKubernetes({ passwords: JSON.stringify({ one: "hush" }) }, secret),
      ...onKubernetes({ passwords: "hush" }, secret),
    ];
    assert.deepEqual(mistakes, [
      "nats-stack:passwords: stored in clear; store each encrypted, with \"pulumi config set --secret --path 'nats-stack:passwords.one.admin'\"",
      'nats-stack:passwords: got "thre", which is no system; known are "one", "two"',
      "nats-stack:passwords.one: holds no object",
      "nats-stack:passwords: holds no object; set each password by system and user, with \"pulumi config set --secret --path 'nats-stack:passwords.one.admin'\"",
    ]);
  });

  const onUrl = (servers: unknown): RawSettings => ({
    target: "url",
    url: "nats://n:4222",
    servers: JSON.stringify(servers),
  });

  it("tell which systems live on a server of their own", () => {
    const raw = onUrl({ west: { url: "nats://w:4222", systems: ["two"] } });
    assert.deepEqual(lines(raw), []);
    const settings = settingsOf(raw, known);
    const on = (name: string) => targetOf(settings, { name, namespace: "shop", service: "nats" });
    assert.deepEqual(known.map(on), ["url", "url:west"]);
  });

  it("fails for servers without address, of no system or of one that has another, all at once", () => {
    const servers = {
      west: { systems: ["two"], urls: "nats://w:4222" },
      east: { url: "nats://e:4222", systems: ["two", "onee"] },
      South: { url: "nats://s:4222", systems: [] },
      north: "nats://n:4222",
    };
    assert.deepEqual(lines(onUrl(servers)), [
      'nats-stack:servers.west: unknown field "urls"; did you mean "url"?',
      'nats-stack:servers.west.url: not set; write "nats://host:port"',
      'nats-stack:servers.east.systems: got "onee", which is no system; did you mean "one"?',
      'nats-stack:servers.east.systems: got "two", which lives on "west" already; name it once',
      "nats-stack:servers.South: is no name of a server; write lower case letters, digits and single hyphens, such as west",
      "nats-stack:servers.north: holds no object; write url and systems",
    ]);
    assert.deepEqual(lines({ ...onUrl({}), target: "local" }), [
      'nats-stack:servers: got servers with target "local"; they are for target "url"',
    ]);
  });

  it("fails for a credential in clear, without repeating it", () => {
    const raw = { target: "url", url: "nats://n:4222", user: "u", password: "hush" };
    const [line = ""] = lines(raw);
    assert.match(line, /^nats-stack:password: stored in clear; .*--secret/);
    assert.ok(!line.includes("hush"));
    assert.deepEqual(lines(raw, new Set(["password"])), []);
  });
});
