export type { ObservedStream, StreamState, WireConfig } from "../observed";
export { planStreamChange } from "./planStreamChange";
export type { StreamConfig, StreamSource } from "./streamConfig";
export { streamFields } from "./streamFields";
export { normaliseStream, streamFromWire, streamToWire, unknownStreamFields } from "./streamWire";
export { streamCreateProblems, validateStream } from "./validateStream";
