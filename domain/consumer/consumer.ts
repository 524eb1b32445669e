export type { ConsumerConfig } from "./consumerConfig";
export { consumerFields } from "./consumerFields";
export {
  consumerFromWire,
  consumerToWire,
  normaliseConsumer,
  unknownConsumerFields,
} from "./consumerWire";
export type { ConsumerState, ObservedConsumer } from "../observed";
export { pauseOf, planConsumerChange, withoutPause } from "./planConsumerChange";
export { validateConsumer } from "./validateConsumer";
