import assert from "node:assert/strict";
import fc from "fast-check";
import {
  belongsTo,
  ownerMark,
  ownerOf,
  parseMark,
  sameStack,
  withoutMarks,
} from "../../domain/ownership";

const part = fc.stringMatching(/^[\w.-]{1,12}$/);
const logicalName = fc.stringMatching(/^[\w.-]{1,12}(\/[\w.-]{1,12}){0,2}$/);

describe("owner marks", () => {
  it("are read back as they were made", () => {
    fc.assert(
      fc.property(part, part, logicalName, (project, stack, name) => {
        assert.deepEqual(parseMark(ownerMark(project, stack, name)), {
          project,
          stack,
          logicalName: name,
        });
      }),
    );
  });

  it("belong to their stack alone", () => {
    fc.assert(
      fc.property(part, part, part, part, logicalName, (p, s, project, stack, name) => {
        const same = p === project && s === stack;
        assert.equal(belongsTo(ownerMark(p, s, name), project, stack), same);
        assert.equal(sameStack(ownerMark(p, s, name), ownerMark(project, stack, name)), same);
      }),
    );
  });

  it("are none where a text has no three parts", () => {
    for (const text of ["", "a", "a/b", "a/b/", "/b/c", "a//c"]) {
      assert.equal(parseMark(text), undefined);
      assert.equal(belongsTo(text, "a", "b"), false);
      assert.equal(sameStack(text, text), false);
    }
  });

  it("are found in the metadata of a config", () => {
    assert.equal(ownerOf({ metadata: { "nats-stack.owner": "p/s/n" } }), "p/s/n");
    for (const config of [{}, { metadata: null }, { metadata: { "nats-stack.owner": "" } }]) {
      assert.equal(ownerOf(config), undefined);
    }
  });

  it("leave a config with all but themselves", () => {
    const marks = { "nats-stack.owner": "p/s/n", "nats-stack.used-by": "x" };
    assert.deepEqual(withoutMarks({ name: "A", metadata: { ...marks, team: "t" } }), {
      name: "A",
      metadata: { team: "t" },
    });
    assert.deepEqual(withoutMarks({ name: "A", metadata: marks }), { name: "A" });
    assert.deepEqual(withoutMarks({ name: "A" }), { name: "A" });
  });
});
