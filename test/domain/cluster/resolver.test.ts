import assert from "node:assert/strict";
import { natsConf } from "../../../domain/cluster/natsConf";
import { mergeConf, renderConf } from "../../../domain/cluster/conf";
import { connect } from "../../../jetstream/connection";
import { NotAuthorized } from "../../../jetstream/errors";
import { makeOperator } from "../../support/jwt";
import { startNatsServer } from "../../support/natsServer";
import { problemsOf, resolved } from "./fixtures";

describe("users in JWTs", () => {
  const { operator, account, accountJwt, system, systemJwt, creds } = makeOperator();
  const raw = {
    operator,
    system_account: system,
    resolver: "MEMORY",
    resolver_preload: { [account]: accountJwt, [system]: systemJwt },
  };

  it("go to the server through raw, and the deployer's credentials let him in", async () => {
    assert.deepEqual(problemsOf({ raw }), []);
    // the harness has places and ports of its own
    const own = ["server_name", "port", "http_port", "pid_file", "jetstream"];
    const conf = mergeConf(
      natsConf(resolved({ raw })),
      Object.fromEntries(own.map((key) => [key, null])),
    );
    const server = await startNatsServer({ config: renderConf(conf) });
    try {
      const target = { name: "kubernetes:shop/nats", url: server.url };
      const js = await connect({ ...target, auth: { kind: "creds", creds } });
      assert.ok((await js.request("INFO"))["limits"]);
      await js.close();
      await assert.rejects(connect(target), NotAuthorized);
    } finally {
      await server.stop();
    }
  });

  it("fail beside users of the declaration: a server has one way of knowing them", () => {
    assert.deepEqual(problemsOf({ raw, auth: {} }), [
      'auth: given beside a JWT resolver in "raw", which has accounts and users of its own; set auth to null, and give the deployer\'s credentials in nats-stack:creds or nats-stack:credsFile',
    ]);
  });
});
