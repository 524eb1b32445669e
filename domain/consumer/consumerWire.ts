import type { ConsumerConfig } from "./consumerConfig";
import { asDeclared } from "./consumerStart";
import { consumerFields } from "./consumerFields";
import type { Json, JsonObject } from "../json";
import type { WireConfig } from "../observed";
import { parseDuration } from "../units";
import { fromWire, toWire, unknownKeys, withRaw } from "../field/wire";

/** Wire keys of a consumer that are no fields of a declaration: its name, and what only servers set. */
export const consumerIdentity: readonly string[] = [
  ...["name", "durable_name", "filter_subject"],
  ...["direct", "sourcing"],
];

/**
 * The complete config of a durable consumer: an update that leaves a field out resets it, and one without
 * `durable_name` makes the consumer forget that it is durable (seen on 2.10 to 2.15).
 *
 * @param config without problems, see `validateConsumer`
 * @throws UnitError where a duration or size is none
 */
export const consumerToWire = (name: string, config: ConsumerConfig): WireConfig => ({
  name,
  durable_name: name,
  ...withRaw(withOneFilter(withFlowControl(toWire(consumerFields, config))), config),
});

/**
 * @param wire what a server replied, or what `consumerToWire` made
 * @param declared names of fields to show even at their default; `raw` shows what no field stands for
 * @returns the declaration it stands for, in canonical form, without the server's own metadata
 */
export const consumerFromWire = (
  wire: WireConfig,
  declared: readonly string[] = [],
): ConsumerConfig =>
  // the table has exactly the fields of the type, which the compiler checks there
  fromWire(consumerFields, consumerIdentity, withFilterList(asDeclared(wire)), declared);

/** @returns the same declaration in canonical form; doing it twice changes nothing */
export const normaliseConsumer = (name: string, config: ConsumerConfig): ConsumerConfig =>
  consumerFromWire(consumerToWire(name, config), Object.keys(config));

/** @returns fields that a server reported and that no row of the table knows, by their wire names */
export const unknownConsumerFields = (wire: WireConfig): readonly string[] =>
  Object.keys(unknownKeys(consumerFields, consumerIdentity, wire));

/** A server has one key for one filter and another for several; both at once it refuses (10136). */
function withOneFilter(wire: JsonObject): JsonObject {
  const { filter_subjects: filters, ...rest } = wire;
  const [first, ...more] = Array.isArray(filters) ? (filters as readonly Json[]) : [];
  return first !== undefined && more.length === 0 ? { ...rest, filter_subject: first } : wire;
}

/** @returns the config with all filters in the one list, whichever key they came under */
export function withFilterList(wire: WireConfig): WireConfig {
  const { filter_subject: filter, ...rest } = wire;
  return filter === undefined || filter === "" ? rest : { ...rest, filter_subjects: [filter] };
}

/** What the server would fill in, and in pedantic mode refuses to. */
const withFlowControl = (wire: JsonObject): JsonObject =>
  wire["ack_policy"] === "flow_control"
    ? { idle_heartbeat: parseDuration("1s"), flow_control: true, ...wire }
    : wire;
