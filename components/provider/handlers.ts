import { keyValueHandler, objectStoreHandler } from "./bucketAsset";
import { consumerHandler } from "./consumerAsset";
import { shell } from "./shell";
import { streamHandler } from "./streamAsset";

/** What the loader text of a resource takes, by the name that stands in it: these names may not change. */
export const stream = shell(streamHandler);
export const consumer = shell(consumerHandler);
export const keyValue = shell(keyValueHandler);
export const objectStore = shell(objectStoreHandler);
