import assert from "node:assert/strict";
import { holding } from "../../support/declared";
import { account, declared, ourConsumer, ours, plan, sentences } from "../../support/plan";

describe("consumers of a workqueue that take over from one another", () => {
  const queue = { retention: "workqueue" } as const;
  const explicit = { ackPolicy: "explicit" } as const;
  const refusals = (
    consumers: Parameters<typeof declared>[2],
    live: readonly ReturnType<typeof ourConsumer>[],
  ) => sentences(plan([declared("Q", queue, consumers)], account([ours("Q", queue)], live)));

  it("are refused in one deployment: the former one is deleted last", () => {
    assert.deepEqual(refusals({ new: explicit }, [ourConsumer("Q", "old", explicit)]), [
      'consumer "new" of stream "Q": a workqueue gives each message to one consumer, and "old" takes the same until it is deleted, which comes last; remove it first, in a deployment of its own, or give both filterSubjects that do not overlap',
    ]);
  });

  it("are refused where the stream becomes a workqueue by copying, and fine where it is made anew", () => {
    const anew = (onImmutableChange: "migrate" | "recreate") =>
      sentences(
        plan(
          [
            declared(
              "Q",
              queue,
              { new: explicit },
              { adopt: false, dataLoss: "allow", onImmutableChange },
            ),
          ],
          account([ours("Q", {}, holding(3, 1))], [ourConsumer("Q", "old", explicit)]),
        ),
      );
    assert.equal(anew("migrate").length, 1);
    assert.match(anew("migrate").join(), /"old" takes the same until it is deleted/);
    assert.deepEqual(anew("recreate"), []);
  });

  it("are refused where a filter moves from one to the other", () => {
    const [a, b] = [
      { ...explicit, filterSubjects: ["q.a"] },
      { ...explicit, filterSubjects: ["q.b"] },
    ];
    assert.deepEqual(
      refusals({ one: b, two: a }, [ourConsumer("Q", "one", a), ourConsumer("Q", "two", b)]),
      ["one", "two"].map((name, at) => {
        const other = ["two", "one"][at] ?? "";
        return `consumer "${name}" of stream "Q": a workqueue gives each message to one consumer, and "${other}" takes the same until its filterSubjects have changed; change those first, in a deployment of their own`;
      }),
    );
  });

  it("are fine where the other one is the server's own, which copies the stream", () => {
    const own = ourConsumer("Q", "JS_SRC_x1", explicit);
    const copying = { ...own, config: { ...own.config, sourcing: true } };
    assert.deepEqual(refusals({ new: explicit }, [copying]), []);
  });

  it("are fine where they take different messages, or stay as they are", () => {
    const [a, b] = [
      { ...explicit, filterSubjects: ["q.a"] },
      { ...explicit, filterSubjects: ["q.b"] },
    ];
    assert.deepEqual(refusals({ two: b }, [ourConsumer("Q", "one", a)]), []);
    assert.deepEqual(refusals({ one: explicit }, [ourConsumer("Q", "one", explicit)]), []);
  });
});
