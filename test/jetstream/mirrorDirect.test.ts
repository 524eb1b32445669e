import assert from "node:assert/strict";
import { streamToWire } from "../../domain/stream/stream";
import { checkTopology } from "../../domain/topology/topology";
import { streamOn } from "../support/liveServer";
import { startNatsServer, type TestServer } from "../support/natsServer";
import { askPlainly } from "../support/plainClient";
import { seenVersions } from "../support/replies";

for (const version of seenVersions) {
  describe(`mirrors that answer direct reads on ${version}`, () => {
    let server: TestServer;
    before(async () => {
      server = await startNatsServer({ version });
    });
    after(() => server.stop());

    for (const allowDirect of [true, false]) {
      for (const mirrorDirect of [true, false]) {
        it(`become what the origin is, with a problem where that is another: ${mirrorDirect} of ${allowDirect}`, async () => {
          const origin = {
            name: `O-${allowDirect}-${mirrorDirect}`,
            system: "s",
            config: { allowDirect },
          };
          const config = { mirror: { name: origin.name }, mirrorDirect };
          const copy = { name: `M-${allowDirect}-${mirrorDirect}`, system: "s", config };
          for (const { name, config } of [origin, copy]) {
            const reply = await askPlainly(
              server.url,
              `STREAM.CREATE.${name}`,
              streamToWire(name, config),
            );
            assert.equal(reply["error"], undefined);
          }
          const live = await streamOn(server.url, copy.name);
          assert.equal(live.config.mirror_direct, allowDirect);
          const problems = checkTopology([origin, copy], []);
          assert.equal(problems.length, allowDirect === mirrorDirect ? 0 : 1);
        });
      }
    }
  });
}
