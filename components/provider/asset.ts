import type { Change } from "../../domain/change";
import type { Decision } from "../../domain/plan/decision";
import type { JsonObject } from "../../domain/json";
import type { WireConfig } from "../../domain/observed";
import type { Policy } from "../../domain/policy";
import type { Problem } from "../../domain/problem";
import type { ServerFacts } from "../../domain/server";
import type { JetStream } from "../../jetstream/connection";
import type { Sweep } from "../../jetstream/sweep";
import type { Props } from "./shell";

/** What a stream and a consumer have in common as inputs of a resource; the rest of the inputs is the kind's own. */
export interface Inputs {
  readonly name: string;
  readonly target: string;
  readonly config: JsonObject;
  readonly policy: Policy;
  /** All inputs as the engine gave them. */
  readonly props: Props;
}

/** What was found on a server. */
export interface Observed {
  readonly config: WireConfig;
  readonly created: string;
}

/** A kind of thing that lives on a server. `Found` is what the server says of one. */
export interface Asset<Found extends Observed> {
  /** Inputs that say which one it is; a change replaces the resource. */
  readonly identity: readonly string[];
  /** Further inputs, changed without replacing. */
  readonly inputs: readonly string[];
  /** For messages: `stream "ORDERS"`. */
  label(inputs: Inputs): string;
  id(inputs: Inputs): string;
  problems(inputs: Inputs): readonly Problem[];
  normalise(inputs: Inputs): JsonObject;
  toWire(inputs: Inputs): WireConfig;
  fromWire(wire: WireConfig, declared: readonly string[]): JsonObject;
  /** What differs from a state file; the server is not asked. */
  plan(desired: WireConfig, inputs: Inputs, created: string, server: ServerFacts): Change;
  /** What is there now, asked for freshly. */
  observe(js: JetStream, inputs: Inputs): Promise<Found | undefined>;
  /** The same with what else has to be asked to say what a change would delete. */
  weigh?(js: JetStream, wire: WireConfig, found: Found, server: ServerFacts): Promise<Found>;
  /** What is there according to the one sweep of this run. */
  find(sweep: Sweep, inputs: Inputs): Promise<Found | undefined>;
  /** Inputs that follow from what it lives on, as the sweep tells that; none where left out. */
  around?(sweep: Sweep, inputs: Inputs): Promise<Props>;
  /** @param owned whether the state file holds it already; undefined where that is not known */
  decide(
    inputs: Inputs,
    wire: WireConfig,
    owned: boolean | undefined,
    found: Found | undefined,
    server: ServerFacts,
  ): Decision;
  /** Does what was decided, and returns what is there afterwards as the server tells it. */
  apply(
    js: JetStream,
    inputs: Inputs,
    wire: WireConfig,
    decision: Decision,
    found: Found | undefined,
    owned: boolean | undefined,
  ): Promise<Found>;
  /** Whether what no server changes in place is changed by copying: an update to the engine, no replacement. */
  migrates(inputs: Inputs): boolean;
  /** Changes it by copying, or goes on with that; says in a line each what is being done. */
  migrate(js: JetStream, inputs: Inputs, wire: WireConfig): Promise<Found>;
  /** Whether what is there is in the middle of that, and so tells nothing of what it will be. */
  underWay(sweep: Sweep, inputs: Inputs): Promise<boolean>;
  /** How many messages a decision deletes; undefined where that is not known. */
  loss?(
    decision: Pick<Decision, "action" | "change">,
    found: Found | undefined,
    purged: boolean,
  ): number | undefined;
  /** What else a changed input asks for, to be run again where the server goes away meanwhile. */
  afterUpdate?(olds: Props, inputs: Inputs): ((js: JetStream) => Promise<void>) | undefined;
  /** The last guard: why what is there may not be deleted, to be made again or for good; or undefined. */
  keep(found: Found, inputs: Inputs, replacing: boolean): string | undefined;
  /** @param found what was seen a moment ago */
  remove(js: JetStream, inputs: Inputs, found: Found): Promise<void>;
}
