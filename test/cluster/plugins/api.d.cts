/** See api.cjs: plain JavaScript, since the stand-ins are. */
import type { KubeConfig } from "@kubernetes/client-node";

/** What names an object. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** An object as the API server has it; what is below these keys depends on its kind. */
export interface LiveObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly [key: string]: unknown;
}

/** A refusal of the API server. */
export class ApiError extends Error {
  /** HTTP status. */
  readonly code: number;
}

export class KubernetesApi {
  /**
   * @param options.kubeconfig path or text; where the client library looks by default if left out
   * @param options.context the current one if left out
   * @param options.manager whose fields those applied become
   */
  constructor(options?: {
    readonly kubeconfig?: string;
    readonly context?: string;
    readonly manager?: string;
  });
  /** @returns names of the contexts in a file */
  static contexts(kubeconfig: string): readonly string[];
  readonly config: KubeConfig;
  /** @throws ApiError from status 400 upward */
  request(method: string, path: string, body?: unknown, contentType?: string): Promise<LiveObject>;
  /** @returns undefined if the server says that there is none */
  get(reference: ObjectReference): Promise<LiveObject | undefined>;
  list(path: string): Promise<readonly LiveObject[]>;
  /** Server-side apply. @throws ApiError for an unknown field as well */
  apply(
    object: object,
    options?: { readonly force?: boolean; readonly dryRun?: boolean },
  ): Promise<LiveObject>;
  /** Does not wait until it is gone. That it is gone is no error. */
  delete(
    reference: ObjectReference,
    options?: { readonly uid?: string; readonly propagation?: string },
  ): Promise<void>;
}
