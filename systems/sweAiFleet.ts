import type { ConsumerConfig } from "../domain/consumer/consumerConfig";
import type { SystemDefinition } from "../domain/system";

/**
 * The fleet's documents speak of consumers without naming any. One durable pull consumer per stream lets several workers
 * share its messages; its name, `<stream>-worker`, is ours.
 */
const worker: ConsumerConfig = { ackPolicy: "explicit", ackWait: "30s" };

/** The documents give no reader or writer per stream, only that all microservices require them. */
const everyService: readonly string[] = ["All microservices"];

/**
 * The streams of swe-ai-fleet, which names no settings. They carry work and its results from one service to the next, so
 * they are durable: on disk, for 30 days, at most 1 GiB each so that no stream can fill the disk for the others.
 */
export const sweAiFleet: SystemDefinition = {
  name: "swe-ai-fleet",
  title: "SWE AI fleet",
  namespace: "swe-ai-fleet",
  service: "nats",
  naming: { streams: "lower-case", subjects: "lower-case" },
  defaults: {
    retention: "limits",
    maxBytes: "1GiB",
    maxAge: "30d",
    storage: "file",
    discard: "old",
  },
  // the documents name no service: a stack gives each a user of its own as soon as they have names
  users: {
    microservices: {
      publishes: [
        "planning-events",
        "workflow-events",
        "agent-requests",
        "agent-results",
        "context-updates",
      ],
      consumes: [
        "planning-events/planning-events-worker",
        "workflow-events/workflow-events-worker",
        "agent-requests/agent-requests-worker",
        "agent-results/agent-results-worker",
        "context-updates/context-updates-worker",
      ],
    },
  },
  streams: {
    "planning-events": {
      purpose: "Story lifecycle events",
      usedBy: everyService,
      config: { subjects: ["planning.story.>"] },
      consumers: { "planning-events-worker": worker },
    },
    "workflow-events": {
      purpose: "Task state transitions",
      usedBy: everyService,
      config: { subjects: ["workflow.task.>"] },
      consumers: { "workflow-events-worker": worker },
    },
    "agent-requests": {
      purpose: "Agent task assignments",
      usedBy: everyService,
      config: { subjects: ["agent.work.>"] },
      consumers: { "agent-requests-worker": worker },
    },
    "agent-results": {
      purpose: "Agent execution results",
      usedBy: everyService,
      config: { subjects: ["agent.results.>"] },
      consumers: { "agent-results-worker": worker },
    },
    "context-updates": {
      purpose: "Context change notifications",
      usedBy: everyService,
      config: { subjects: ["context.updated"] },
      consumers: { "context-updates-worker": worker },
    },
  },
};
