import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { consumersOn, streamsOf } from "../support/liveServer";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { assertDone, assertRefused } from "../support/outcome";
import { installed, manifestIn, type OwnProject, pack, type Packed } from "../support/packed";
import type { Result } from "../support/project";

/** Compiles where the types are those of the package, and not `any`. */
const typeMistakes = `
import { KeyValue, NatsCluster, ObjectStore, Stream, type SystemDefinition } from "nats-stack";
// @ts-expect-error a unit that there is not
export const age: SystemDefinition["defaults"] = { maxAge: "7 days" };
// @ts-expect-error a field that there is not
new Stream("ORDERS", { target: "url", config: { maxByte: "1GiB" } });
// @ts-expect-error a mirror with subjects
new Stream("COPY", { target: "url", config: { mirror: { name: "ORDERS" }, subjects: ["a"] } });
export const made: { values: KeyValue; files: ObjectStore; url: string } = {
  values: new KeyValue("values", { target: "url" }),
  files: new ObjectStore("files", { target: "url" }),
  url: new NatsCluster("shop", { name: "nats", namespace: { name: "shop" }, streams: [] }).url,
};
`;

/** The package by its real name, from both of Node's module systems, without the Kubernetes SDK before it is used. */
const imports = `
import { createRequire } from "node:module";
import { deploySystems, NatsCluster, NatsSystem, Stream } from "nats-stack";
const loaded = () => Object.keys(createRequire(import.meta.url).cache)
  .some((file) => file.includes("@pulumi/kubernetes"));
const before = loaded();
class Larger extends NatsCluster {}
console.log(JSON.stringify({
  kinds: [deploySystems, NatsSystem, Stream].map((one) => typeof one),
  before,
  name: NatsCluster.name,
  isOne: Object.create(Larger.prototype) instanceof NatsCluster,
  after: loaded(),
}));
`;

describe("the package, in somebody else's Pulumi project", function () {
  this.timeout(120_000);
  let folder: string;
  let packed: Packed;
  let project: OwnProject;
  let server: TestServer;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "nats-stack-packed-"));
    [packed, server] = await Promise.all([pack(folder), startNatsServer()]);
    project = await installed("examples/own-program", packed, ["typescript", "@types/node"]);
    const file = join(project.folder, "Pulumi.dev.yaml");
    const stack = readFileSync(file, "utf8").replace("nats://localhost:4222", server.url);
    writeFileSync(file, stack);
    assertDone(await pulumi("stack", "init", "dev"));
  });

  after(async () => {
    project.remove();
    rmSync(folder, { recursive: true });
    await server.stop();
  });

  const pulumi = (...args: readonly string[]): Promise<Result> =>
    project.run("pulumi", [...args, "--non-interactive", "--color", "never"]);
  const up = (...more: readonly string[]) => pulumi("up", "--yes", "--skip-preview", ...more);

  it("holds what is needed to use it, and nothing else", () => {
    const strange = packed.files.filter(
      ({ path }) =>
        !/^(package\.json|README\.md|LICENSE|components\/provider\.cjs)$/.test(path) &&
        !/^(toolchain\/[\w-]+\.cjs|toolchain\/provider\/[\w-]+)$/.test(path) &&
        !/^dist\/package\/([\w-]+\.cjs|types\/(?!systems\/)[\w/]+\.d\.ts)$/.test(path),
    );
    assert.deepEqual(strange, []);
    assert.ok(packed.size < 500_000, `${packed.size} bytes`);
  });

  it("names every package that it loads", () => {
    const bundles = packed.files.filter(({ path }) => path.endsWith(".cjs"));
    const own = join(project.folder, "node_modules", "nats-stack");
    const required = bundles.flatMap(({ path }) =>
      [
        ...readFileSync(join(own, path), "utf8").matchAll(
          /\b(?:require|import)\("([^".$][^"]*)"\)/g,
        ),
      ].map(([, module = ""]) => /^(@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? ""),
    );
    const foreign = required.filter(
      (name) => !name.startsWith("node:") && !builtinModules.includes(name),
    );
    const { dependencies, name } = manifestIn(own);
    assert.deepEqual([...new Set(foreign)].filter((one) => one !== name).sort(), [
      ...Object.keys(dependencies).sort(),
    ]);
  });

  it("brings its types", async () => {
    writeFileSync(join(project.folder, "mistakes.ts"), typeMistakes);
    assertDone(await project.run("npm", ["run", "--silent", "typecheck"]));
    rmSync(join(project.folder, "mistakes.ts"));
  });

  it("can be imported, and loads no Kubernetes SDK until it is asked for a cluster", async () => {
    const { output } = await project.run("node", ["--input-type=module", "--eval", imports]);
    assert.deepEqual(JSON.parse(output), {
      kinds: ["function", "function", "function"],
      before: false,
      name: "NatsCluster",
      isOne: true,
      after: true,
    });
  });

  it("deploys systems by one plan, and plain resources beside them", async () => {
    assertDone(
      await up(),
      "plan: 1 stream: 1 to create; 1 consumer: 1 to create; 1 bucket: 1 to create",
      "+ 7 created",
    );
    const live = await streamsOf(server.url);
    assert.deepEqual(Object.keys(live).sort(), ["AUDIT", "KV_settings", "ORDERS"]);
    assert.deepEqual(live["ORDERS"]?.config.subjects, ["orders.>"]);
    assert.deepEqual(Object.keys(await consumersOn(server.url, "AUDIT")), ["archive"]);
  });

  it("finds nothing to do the second time, and plans nothing for what is not in a system", async () => {
    assertDone(
      await up("--expect-no-changes"),
      "plan: 1 stream: 1 unchanged; 1 consumer: 1 unchanged; 1 bucket: 1 unchanged\n",
      "7 unchanged",
    );
  });

  it("leaves the same text in every state, which says nothing of a machine", async () => {
    const { output } = await pulumi("stack", "export");
    const texts = [...output.matchAll(/"__provider": "(.*)"/g)].map(([, text = ""]) => text);
    assert.deepEqual([...new Set(texts)].sort(), [
      'exports.handler=()=>require(\\"nats-stack/provider\\").consumer',
      'exports.handler=()=>require(\\"nats-stack/provider\\").keyValue',
      'exports.handler=()=>require(\\"nats-stack/provider\\").stream',
    ]);
    assert.ok(!output.includes(project.folder), output);
  });

  it("brings the operations command, which knows the project's systems", async () => {
    const ops = (...args: readonly string[]) =>
      project.run(join("node_modules", ".bin", "nats-stack"), args);
    assertDone(await ops("verify"), "shop: as declared (1 stream, 1 consumer, 1 bucket");
    assertRefused(await ops("verify", "--system", "shpo"), 'did you mean "shop"?');
    assertDone(await ops("verify", "--help"), "$ npx nats-stack verify --stack prod");
  });

  it("tells all mistakes at once, before anything is registered", async () => {
    const file = join(project.folder, "systems.ts");
    const text = readFileSync(file, "utf8");
    const wrong = text.replace('"30d"', '"30 days"').replace('"explicit"', '"explicitly"');
    writeFileSync(file, wrong);
    const refused = await pulumi("preview");
    writeFileSync(file, text);
    assertRefused(
      refused,
      'stream "ORDERS": maxAge: got "30 days"',
      'consumer "billing" of stream "ORDERS": ackPolicy: got "explicitly"',
    );
  });

  it("says where systems have to stand for servers on Kubernetes", async () => {
    const file = join(project.folder, "index.ts");
    const text = readFileSync(file, "utf8");
    const moved = text.replace(
      "deploySystems(systems)",
      "deploySystems([{ ...systems.shop, title: '' }])",
    );
    writeFileSync(file, moved);
    const refused = await pulumi("preview", "--config", "nats-stack:target=kubernetes");
    writeFileSync(file, text);
    assertRefused(refused, "export them as `systems` from systems.ts", 'system "shop"');
  });

  it("destroys all of it", async () => {
    assertDone(await pulumi("destroy", "--yes", "--skip-preview"), "- 7 deleted");
    assert.deepEqual(await streamsOf(server.url), {});
  });
});
