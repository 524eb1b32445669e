import assert from "node:assert/strict";
import fc from "fast-check";
import {
  nextStep,
  type Situation,
  type Stand,
  type Step,
} from "../../../domain/migration/nextStep";

/** A stream of the model; `kind` is what no server changes in place. */
interface Model {
  readonly stand: Stand;
  readonly kind: number;
  readonly messages: ReadonlySet<number>;
}

/** Everything there is, on the server and in the process that works on it. */
interface World {
  live: Model | undefined;
  copy: Model | undefined;
  held: boolean;
  followed: boolean;
  declared: number;
  published: number;
}

const stand = (role: Stand["role"], more: Partial<Stand> = {}): Stand => ({
  ...{ role, copying: false, retired: false, checked: false, drains: false, noted: false },
  ...more,
});

const model = (name: Model["stand"], kind: number, messages: Iterable<number> = []): Model => ({
  stand: name,
  kind,
  messages: new Set(messages),
});

const situation = ({ live, copy, held, followed, declared }: World): Situation => ({
  ...(live && { live: live.stand }),
  ...(copy && { copy: copy.stand }),
  wanted: live !== undefined && live.kind !== declared,
  fits: live?.kind === declared,
  held,
  followed,
});

const changed = (one: Model | undefined, more: Partial<Stand>): Model => {
  assert.ok(one);
  return { ...one, stand: { ...one.stand, ...more } };
};

const withAll = (one: Model | undefined, other: Model | undefined): Model => {
  assert.ok(one && other);
  return { ...one, messages: new Set([...one.messages, ...other.messages]) };
};

/** Nothing is deleted but what is somewhere else as well. */
function spared(gone: Model | undefined, kept: Model | undefined): Model | undefined {
  assert.ok(gone && kept);
  for (const message of gone.messages) {
    assert.ok(kept.messages.has(message), `message ${message} would be lost`);
  }
  const nothing: Model | undefined = undefined;
  return nothing;
}

type Act = (world: World) => void;

/** What each step does to the world, in parts between which a crash may come. */
const acts: Readonly<Record<Exclude<Step, "done">, readonly Act[]>> = {
  hold: [(w) => (w.live = changed(w.live, { noted: true })), (w) => (w.held = true)],
  copy: [(w) => (w.copy = model(stand("copy", { copying: true }), 0))],
  follow: [(w) => (w.copy = withAll(w.copy, w.live)), (w) => (w.followed = true)],
  swap: [
    (w) => (w.live = changed(w.live, { retired: true })),
    (w) => (w.copy = withAll(w.copy, w.live)),
    (w) => (w.copy = changed(w.copy, { copying: false })),
  ],
  takeOver: [
    (w) => {
      if (w.copy) w.copy = changed(w.copy, { copying: false });
      else w.live = changed(w.live, { copying: false });
    },
  ],
  check: [
    (w) => {
      assert.equal(w.live?.stand.retired, true, "a stream that publishers reach is left");
      spared(w.live, w.copy);
      w.copy = changed(w.copy, { checked: true });
    },
  ],
  dropOrigin: [
    (w) => {
      w.live = spared(w.live, w.copy);
      // the consumer went with its stream
      w.held = false;
    },
  ],
  recreate: [(w) => (w.live = model(stand("successor", { copying: true }), w.declared))],
  discardSuccessor: [(w) => (w.live = spared(w.live, w.copy))],
  followBack: [(w) => (w.live = withAll(w.live, w.copy)), (w) => (w.followed = true)],
  swapBack: [
    (w) => (w.copy = changed(w.copy, { retired: true })),
    (w) => (w.live = withAll(w.live, w.copy)),
    (w) => (w.live = changed(w.live, { copying: false })),
  ],
  checkBack: [(w) => (w.live = changed(w.live, { checked: true }))],
  settle: [(w) => (w.copy = spared(w.copy, w.live))],
  finish: [(w) => (w.live = changed(w.live, { role: "origin", checked: false }))],
  reopen: [(w) => (w.live = changed(w.live, { retired: false }))],
  dropCopy: [(w) => (w.copy = spared(w.copy, w.live))],
  release: [
    (w) => (w.held = false),
    (w) => (w.live = changed(w.live, { noted: false, retired: false })),
  ],
};

/** A message goes to whichever stream has the subjects. */
function publish(world: World): void {
  const reached = (one: Model | undefined): boolean =>
    one !== undefined && !one.stand.copying && !one.stand.retired;
  const add = (one: Model): Model => ({
    ...one,
    messages: new Set([...one.messages, world.published++]),
  });
  assert.ok(!(reached(world.live) && reached(world.copy)), "two streams have the subjects");
  if (world.live && reached(world.live)) world.live = add(world.live);
  else if (world.copy && reached(world.copy)) world.copy = add(world.copy);
}

/** After every part of a step: a message, a crash, or somebody who declares something else. */
type Event = "message" | "crash" | "declare" | "none";

function run(world: World, events: readonly Event[]): readonly Step[] {
  const steps: Step[] = [];
  let event = 0;
  const meanwhile = (): boolean => {
    const next = events[event++] ?? "none";
    if (next === "message") publish(world);
    if (next === "declare") world.declared = (world.declared + 1) % 3;
    if (next === "crash") world.followed = false;
    return next === "crash";
  };
  for (let count = 0; count < 200; count++) {
    const step = nextStep(situation(world));
    steps.push(step);
    if (step === "done") return steps;
    for (const act of acts[step]) {
      if (meanwhile()) break;
      act(world);
    }
    if (/recreate|dropOrigin|check/.test(step)) world.followed = false;
  }
  return assert.fail(`no end after ${steps.slice(-20).join(", ")}`);
}

const begin = (drains: boolean, declared = 1): World => ({
  live: model(stand("origin", { drains }), 0, [0, 1, 2]),
  copy: undefined,
  held: false,
  followed: false,
  declared,
  published: 3,
});

describe("the steps of a migration", () => {
  it("lead there and back where nothing comes between", () => {
    const there = ["copy", "follow", "swap", "check", "dropOrigin"];
    const back = ["recreate", "followBack", "swapBack", "checkBack", "settle", "finish", "done"];
    assert.deepEqual(run(begin(false), []), [...there, ...back]);
    assert.deepEqual(run(begin(true), []), ["hold", ...there, ...back]);
  });

  it("are none where nothing is wanted", () => {
    assert.deepEqual(run(begin(true, 0), []), ["done"]);
  });

  it("lead back where the old declaration returns before publishers went over", () => {
    const world = begin(true);
    const events: Event[] = ["none", "none", "none", "crash", "declare"];
    world.declared = 1;
    run(world, events);
    assert.equal(world.copy, undefined);
  });

  it("end with all messages in one stream as declared, whatever comes between, and never delete the only copy", () => {
    const event = fc.constantFrom<Event>("message", "crash", "crash", "declare", "none");
    fc.assert(
      fc.property(fc.boolean(), fc.array(event, { maxLength: 60 }), (drains, events) => {
        const world = begin(drains);
        run(world, events);
        assert.equal(world.copy, undefined);
        const { live, wanted, held } = situation(world);
        assert.deepEqual(live, stand("origin", { drains: live?.drains === true }));
        assert.deepEqual({ wanted, held }, { wanted: false, held: false });
        assert.equal(world.live?.messages.size, world.published);
      }),
      { numRuns: 2000 },
    );
  });

  it("save what is left where one of the two streams is lost", () => {
    const event = fc.constantFrom<Event>("message", "crash", "none");
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        (events, when, first) => {
          const world = begin(false);
          let parts = 0;
          for (let count = 0; count < 100; count++) {
            const step = nextStep(situation(world));
            if (step === "done") break;
            for (const act of acts[step]) {
              if (events[parts] === "message") publish(world);
              act(world);
              if (++parts === when) {
                if (first) world.live = undefined;
                else if (world.live) world.copy = undefined;
                world.followed = false;
                break;
              }
            }
          }
          assert.equal(nextStep(situation(world)), "done");
          assert.equal(world.copy, undefined);
        },
      ),
    );
  });
});
