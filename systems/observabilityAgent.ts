import type { UserSpec } from "../domain/cluster/authSpec";
import type { SystemDefinition } from "../domain/system";

/**
 * An agent, by the "Used By" of the table: its own streams, the tasks it is given, the answers it gives. The table does not
 * say who of those that use a stream writes and who reads it.
 */
const agentOf = (...streams: readonly string[]): UserSpec => ({
  publishes: ["RESPONSES", ...streams],
  reads: ["AGENT_TASKS", ...streams],
});

/**
 * The streams of the observability agent. Two pairs of its table cannot live side by side as printed, since a subject may
 * belong to one stream only (error 10065): ROOT_CAUSE therefore sources `root_cause_result` from RESPONSES, and
 * RUNBOOK_EXECUTIONS sources `runbook.execute` from RUNBOOKS. Every subject is stored in every stream that lists it.
 */
export const observabilityAgent: SystemDefinition = {
  name: "observability-agent",
  title: "Observability agent",
  namespace: "observability",
  service: "observability-agent-nats",
  naming: { streams: "upper-case", subjects: "lower-case" },
  defaults: {
    retention: "limits",
    maxMsgs: 10_000,
    maxBytes: "100MB",
    maxAge: "7d",
    storage: "memory",
    discard: "old",
  },
  users: {
    // alerts come "from monitoring systems"
    monitoring: { publishes: ["ALERTS"] },
    // answers go to the orchestrator, so the tasks come from it
    orchestrator: {
      publishes: ["AGENT_TASKS", "ALERT_DATA"],
      reads: ["ALERTS", "ALERT_DATA", "RESPONSES"],
    },
    "root-cause-agent": agentOf("ROOT_CAUSE"),
    "metric-agent": agentOf("METRICS"),
    "log-agent": agentOf("LOGS"),
    "deployment-agent": agentOf("DEPLOYMENTS"),
    "tracing-agent": agentOf("TRACES"),
    "postmortem-agent": agentOf("POSTMORTEMS"),
    "runbook-agent": agentOf("RUNBOOKS", "RUNBOOK_EXECUTIONS"),
    "notebook-agent": agentOf("NOTEBOOKS"),
    "notification-agent": agentOf("NOTIFICATIONS"),
  },
  streams: {
    ALERTS: {
      purpose: "Stores alert messages from monitoring systems",
      usedBy: ["Orchestrator"],
      config: { subjects: ["alerts", "alerts.*"] },
    },
    AGENT_TASKS: {
      purpose: "Stores tasks for agents",
      usedBy: ["All agents"],
      config: {
        subjects: [
          "metric_agent",
          "log_agent",
          "deployment_agent",
          "tracing_agent",
          "root_cause_agent",
          "notification_agent",
          "postmortem_agent",
          "runbook_agent",
        ],
      },
    },
    RESPONSES: {
      purpose: "Stores agent responses to the orchestrator",
      usedBy: ["Orchestrator", "All agents"],
      config: { subjects: ["orchestrator_response", "root_cause_result"] },
    },
    ALERT_DATA: {
      purpose: "Stores alert data requests and responses",
      usedBy: ["Orchestrator"],
      config: { subjects: ["alert_data_request", "alert_data_response.*"] },
    },
    ROOT_CAUSE: {
      purpose: "Stores root cause analysis data",
      usedBy: ["Root Cause Agent"],
      config: {
        subjects: ["root_cause_analysis", "rootcause", "rootcause.*"],
        sources: [{ name: "RESPONSES", filterSubject: "root_cause_result" }],
      },
    },
    METRICS: {
      purpose: "Stores metric data",
      usedBy: ["Metric Agent"],
      config: { subjects: ["metrics", "metrics.*"] },
    },
    LOGS: {
      purpose: "Stores log data",
      usedBy: ["Log Agent"],
      config: { subjects: ["logs", "logs.*"] },
    },
    DEPLOYMENTS: {
      purpose: "Stores deployment data",
      usedBy: ["Deployment Agent"],
      config: { subjects: ["deployments", "deployments.*"] },
    },
    TRACES: {
      purpose: "Stores trace data",
      usedBy: ["Tracing Agent"],
      config: { subjects: ["traces", "traces.*"] },
    },
    POSTMORTEMS: {
      purpose: "Stores postmortem data",
      usedBy: ["Postmortem Agent"],
      config: { subjects: ["postmortems", "postmortems.*"] },
    },
    RUNBOOKS: {
      purpose: "Stores runbook data",
      usedBy: ["Runbook Agent"],
      config: { subjects: ["runbooks", "runbooks.*", "runbook", "runbook.*"] },
    },
    RUNBOOK_EXECUTIONS: {
      purpose: "Stores runbook execution data",
      usedBy: ["Runbook Agent"],
      config: {
        subjects: ["runbook.status.*"],
        sources: [{ name: "RUNBOOKS", filterSubject: "runbook.execute" }],
      },
    },
    NOTEBOOKS: {
      purpose: "Stores notebook data",
      usedBy: ["Notebook Agent"],
      config: { subjects: ["notebooks", "notebooks.*"] },
    },
    NOTIFICATIONS: {
      purpose: "Stores notification data",
      usedBy: ["Notification Agent"],
      config: { subjects: ["notification_requests", "notifications", "notifications.*"] },
    },
  },
};
