import assert from "node:assert/strict";
import { consumerFields } from "../../../domain/consumer/consumer";
import { canonical, type Field, oldestServer } from "../../../domain/field/fields";
import { atLeast } from "../../../domain/server";
import { streamFields } from "../../../domain/stream/stream";

type Rows = Readonly<Record<string, Field<never>>>;

const tables: Readonly<Record<string, Rows>> = { stream: streamFields, consumer: consumerFields };

/** Keys of the JSON of StreamConfig in nats-server 2.15, the name aside. */
const streamKeys = `description subjects retention max_consumers max_msgs max_bytes max_age
  max_msgs_per_subject max_msg_size discard storage num_replicas no_ack duplicate_window placement mirror
  sources compression first_seq subject_transform republish allow_direct mirror_direct
  discard_new_per_subject sealed deny_delete deny_purge allow_rollup_hdrs consumer_limits allow_msg_ttl
  subject_delete_marker_ttl allow_msg_counter allow_atomic allow_msg_schedules persist_mode allow_batched
  metadata`;

/** Keys of ConsumerConfig, names aside, one filter as the list of one, without what only servers set. */
const consumerKeys = `description deliver_policy opt_start_seq opt_start_time ack_policy ack_wait max_deliver
  backoff filter_subjects replay_policy rate_limit_bps sample_freq max_waiting max_ack_pending flow_control
  headers_only max_batch max_expires max_bytes deliver_subject deliver_group idle_heartbeat
  inactive_threshold num_replicas mem_storage metadata pause_until priority_groups priority_policy
  priority_timeout`;

/** The API level that each server line brought. */
const levelOf = (since: string): number => {
  const lines = [
    ["2.14.0", 4],
    ["2.12.0", 2],
    ["2.11.0", 1],
  ] as const;
  return lines.find(([line]) => atLeast(since, line))?.[1] ?? 0;
};

describe("the tables of fields", () => {
  const wireNames = (rows: Rows): readonly string[] =>
    Object.values(rows)
      .map(({ wire }) => wire)
      .sort();

  it("have every field of a stream", () => {
    assert.deepEqual(wireNames(streamFields), streamKeys.split(/\s+/).sort());
  });

  it("have every field of a consumer", () => {
    assert.deepEqual(wireNames(consumerFields), consumerKeys.split(/\s+/).sort());
  });

  for (const [table, rows] of Object.entries(tables)) {
    for (const [name, row] of Object.entries(rows)) {
      it(`say of the ${table}'s ${name} since when it is, what it is and what a change costs`, () => {
        assert.match(row.since, /^2\.\d+\.\d+$/);
        assert.equal(row.level, levelOf(row.since));
        assert.match(row.doc, /^\S.{8,}[^.]$/);
        assert.notEqual(row.kind.label, "");
        assert.notEqual(row.change.summary, "");
      });

      it(`have a default for the ${table}'s ${name} that may be declared`, () => {
        const value = canonical(row, undefined);
        assert.deepEqual(value === null ? [] : row.kind.problems(value, name), []);
      });

      it(`never send the ${table}'s ${name} unasked to a server that may lack it`, () => {
        const always = row.default !== null && row.derived === undefined;
        assert.ok(!always || atLeast(oldestServer, row.since) || row.level > 0);
      });
    }
  }
});
