import assert from "node:assert/strict";
import { specFor } from "../../../domain/cluster/stackSpec";

const system = {
  name: "orders",
  namespace: "shop",
  service: "nats",
  users: { shop: { publishes: ["ORDERS"] }, audit: { reads: ["ORDERS"] } },
};
const named = { name: "nats", system: "orders", namespace: { name: "shop" } };
const spec = (cluster: object, own: object = {}) =>
  specFor(system, { cluster, clusters: { orders: own, other: { servers: 5 } } } as never);

describe("the servers of a system in a stack", () => {
  it("have the system's names, and what the stack says of all and of these", () => {
    assert.deepEqual(spec({}), named);
    assert.deepEqual(
      spec(
        { servers: 3, storage: { storageClass: "fast" }, namespace: { podSecurity: "enforce" } },
        { storage: { claim: "10GiB" }, log: "debug" },
      ),
      {
        ...named,
        servers: 3,
        log: "debug",
        storage: { storageClass: "fast", claim: "10GiB" },
        namespace: { podSecurity: "enforce", name: "shop" },
      },
    );
  });

  it("have the system's users where they ask who somebody is, and nowhere else", () => {
    assert.deepEqual(spec({ auth: {} }).auth?.users, system.users);
    assert.equal(spec({ auth: {} }, { auth: null }).auth, undefined);
  });

  it("have users that the stack adds, changes and takes away", () => {
    const { auth } = spec(
      { auth: { users: { audit: null, guest: {} } } },
      { auth: { users: { shop: { nkey: "U" } }, admin: { name: "root" } } },
    );
    assert.deepEqual(auth, {
      admin: { name: "root" },
      users: { shop: { publishes: ["ORDERS"], nkey: "U" }, guest: {} },
    });
  });

  it("keep a null that is merged into nats.conf, where it takes a default away", () => {
    const { raw } = spec({ raw: { a: null, b: { c: 1 } } }, { raw: { b: { d: null } } });
    assert.deepEqual(raw, { a: null, b: { c: 1, d: null } });
  });
});
