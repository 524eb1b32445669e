import fc from "fast-check";
import { clusterProblems } from "../../domain/cluster/problems";
import { specFor } from "../../domain/cluster/stackSpec";
import { settingKeys, settingProblems, settingsOf } from "../../domain/settings";
import { assertReadable, assertWhole, fuzzMillis, fuzzRuns, junk } from "../support/junk";
import { observabilityAgent } from "../../systems/observabilityAgent";

const key = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...settingKeys.map(({ name }) => name)) },
  { weight: 1, arbitrary: fc.string().filter((name) => name !== "__proto__") },
);

/** As Pulumi hands a value over: a text, which may be JSON. */
const value = fc.oneof(
  junk.map((any) => (typeof any === "string" ? any : JSON.stringify(any ?? null))),
  fc.constantFrom("local", "url", "kubernetes", "true", "allow", "nats://localhost:4222"),
  fc.jsonValue().map((any) => JSON.stringify({ servers: any, storage: any, auth: any, tls: any })),
);

const settings = fc.dictionary(key, value, { maxKeys: 6, noNullPrototype: true });

describe("a stack's configuration, whatever is in it", function () {
  this.timeout(fuzzMillis);
  it("is read, or refused in words", () => {
    fc.assert(
      fc.property(settings, fc.boolean(), (raw, local) => {
        const all = local ? { target: "local", ...raw } : raw;
        const problems = settingProblems(all, new Set(), ["observability-agent"]);
        for (const { path, reason } of problems) {
          assertReadable(path);
          assertReadable(reason);
        }
        if (problems.length > 0) return;
        const read = settingsOf(all, ["observability-agent"]);
        assertWhole(read);
        const spec = specFor(observabilityAgent, read);
        for (const { path, reason } of clusterProblems(spec, [])) {
          assertReadable(path);
          assertReadable(reason);
        }
      }),
      fuzzRuns,
    );
  });
});
