import type { ConsumerConfig } from "./consumer/consumerConfig";
import { ownerKey, ownerMark, usedByKey } from "./ownership";
import type { Policy } from "./policy";
import type { StreamConfig } from "./stream/streamConfig";
import type { StreamDefinition, SystemDefinition } from "./system";

/** Whose streams these are, and what holds where a stream says nothing. */
export interface Deployment {
  readonly project: string;
  readonly stack: string;
  readonly policy: Policy;
  /** Fields that every stream gets in this stack, over what its system declares. @default none */
  readonly streams?: StreamConfig;
}

/** One consumer, ready to be planned and registered. */
export interface ConsumerDeclaration {
  /** Name of the resource: "system/stream/consumer". */
  readonly resource: string;
  readonly system: string;
  readonly stream: string;
  readonly name: string;
  /** With the owner mark. */
  readonly config: ConsumerConfig;
  readonly policy: Policy;
}

/** One stream, ready to be planned and registered. */
export interface StreamDeclaration {
  /** Name of the resource: "system/stream". */
  readonly resource: string;
  readonly system: string;
  readonly name: string;
  /** The system's defaults with what differs, description and marks. */
  readonly config: StreamConfig;
  readonly policy: Policy;
  readonly purge?: string;
  readonly consumers: readonly ConsumerDeclaration[];
}

/**
 * Makes of a system what one stack deploys: defaults merged, purpose and readers written down, marked as the stack's own.
 */
export function declareSystem(
  system: SystemDefinition,
  deployment: Deployment,
): readonly StreamDeclaration[] {
  return Object.entries(system.streams).map(([name, definition]) =>
    declareStream(system, name, definition, deployment),
  );
}

function declareStream(
  system: SystemDefinition,
  name: string,
  definition: StreamDefinition,
  deployment: Deployment,
): StreamDeclaration {
  const resource = `${system.name}/${name}`;
  const policy: Policy = {
    adopt: definition.adopt ?? deployment.policy.adopt,
    dataLoss: definition.dataLoss ?? deployment.policy.dataLoss,
    onImmutableChange: definition.onImmutableChange ?? deployment.policy.onImmutableChange,
  };
  return {
    resource,
    system: system.name,
    name,
    config: streamConfig(system, definition, deployment, resource),
    policy,
    ...(definition.purge !== undefined && { purge: definition.purge }),
    consumers: Object.entries(definition.consumers ?? {}).map(([consumer, config]) =>
      declareConsumer(
        { system: system.name, stream: name, name: consumer, policy },
        config,
        deployment,
      ),
    ),
  };
}

function streamConfig(
  { defaults }: SystemDefinition,
  { purpose, usedBy, config }: StreamDefinition,
  { project, stack, streams = {} }: Deployment,
  resource: string,
): StreamConfig {
  // a mirror in a system whose defaults name subjects is found by validation
  const merged = { ...defaults, description: purpose, ...config, ...streams } as StreamConfig;
  const readers = usedBy.length > 0 && { [usedByKey]: usedBy.join(", ") };
  return marked(merged, { [ownerKey]: ownerMark(project, stack, resource), ...readers });
}

function declareConsumer(
  consumer: Omit<ConsumerDeclaration, "resource" | "config">,
  config: ConsumerConfig,
  { project, stack }: Deployment,
): ConsumerDeclaration {
  const resource = `${consumer.system}/${consumer.stream}/${consumer.name}`;
  return {
    ...consumer,
    resource,
    config: marked(config, { [ownerKey]: ownerMark(project, stack, resource) }),
  };
}

/** @returns the config with these keys added to its metadata */
export const marked = <Config extends { readonly metadata?: Readonly<Record<string, string>> }>(
  config: Config,
  marks: Readonly<Record<string, string>>,
): Config => ({ ...config, metadata: { ...config.metadata, ...marks } });
