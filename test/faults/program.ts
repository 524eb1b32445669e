import { byTarget } from "../../components/lastState";
import { isObject } from "../../domain/json";
import { type LiveServer, planAll } from "../../domain/plan/plan";
import { planQuestions } from "../../domain/plan/planQuestions";
import { readersOf } from "../../domain/plan/readers";
import { observeAll } from "../../jetstream/observeAll";
import type { Program, Stack, State } from "./engine";

const types = {
  stream: "Stream",
  consumer: "Consumer",
  keyValue: "KeyValue",
  objectStore: "ObjectStore",
};

/**
 * Does what the program does before it registers anything: looks at the server, and plans.
 *
 * @throws Error where something stands against the plan, or nobody answers
 */
export async function planned(stack: Stack, state: State, url: string): Promise<Program> {
  const declaration = { project: "p", stack: "s", systems: [stack] };
  const questions = (live: LiveServer) => planQuestions(stack.streams, live);
  const wanted = { consumersOf: readersOf(declaration), questions };
  const live = await observeAll({ name: "url", url }, wanted, 5000);
  const resources = [...state.values()].map(({ kind, outs }) => ({
    type: `pulumi-nodejs:dynamic/nats:${types[kind]}`,
    outputs: plain(outs),
  }));
  const plan = planAll(declaration, live, byTarget(resources).get("url") ?? new Map());
  const against = [
    ...plan.problems.map(({ path, reason }) => `${path}: ${reason}`),
    ...plan.refusals.map(({ sentence }) => sentence),
  ];
  if (against.length > 0) throw new Refused(against.join("\n"));
  return { stack, plan, live };
}

/** Something stands against the plan. */
export class Refused extends Error {
  constructor(
    message: string,
    /** It was so before any fault struck. */
    readonly beforehand = false,
  ) {
    super(message);
  }
}

const plain = (value: object) => {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  return isObject(copy) ? copy : {};
};
