import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { decideStream } from "../../domain/plan/decision";
import { cautious } from "../../domain/policy";
import { streamToWire } from "../../domain/stream/stream";
import { applyStream } from "../../jetstream/apply";
import { connect } from "../../jetstream/connection";
import { observeStream } from "../../jetstream/streams";
import { streamOn } from "../support/liveServer";
import { startNatsServer } from "../support/natsServer";
import { askPlainly, publishPlainly } from "../support/plainClient";
import { seenVersions } from "../support/replies";

describe("a stream whose description was torn when its server was killed", () => {
  for (const version of seenVersions) {
    it(`is made again for good, with its messages, on ${version}`, async () => {
      const server = await startNatsServer({ version });
      const js = await connect({ name: "local", url: server.url });
      const wire = streamToWire("A", { subjects: ["a"] });
      const deploy = async (): Promise<void> => {
        const found = await observeStream(js, "A");
        const policy = cautious;
        const decision = decideStream(
          { name: "A", wire, policy, owned: true },
          found,
          await js.facts(),
        );
        await applyStream(js, "A", wire, decision, found);
      };
      await deploy();
      await publishPlainly(server.url, ["a", "a", "a"]);
      await server.kill();
      // what a kill while it writes may leave
      const folder = join(server.storeDir, "jetstream", "$G", "streams", "A");
      writeFileSync(join(folder, "meta.inf"), "{");
      await server.restart();
      assert.match(JSON.stringify(await askPlainly(server.url, "STREAM.INFO.A")), /10059/);

      await deploy();
      assert.equal((await streamOn(server.url, "A")).state.messages, 3);
      await server.restart();
      assert.equal((await streamOn(server.url, "A")).state.messages, 3);
      await js.close();
      await server.stop();
    });
  }
});
