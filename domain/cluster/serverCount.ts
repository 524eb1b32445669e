import type { Cluster } from "./cluster";
import type { Finding } from "./finding";
import type { RunningServers } from "./running";
import { named, type StoredStream } from "./stored";

const path = "servers";

const afterwards =
  'run "pulumi up --refresh" afterwards, which makes the declared ones again, empty';

/**
 * What a new number of servers does to the streams that are there.
 *
 * @param streams undefined where no server answered
 */
export function serverCountFindings(
  { name, servers }: Pick<Cluster, "name" | "servers">,
  running: RunningServers,
  streams: readonly StoredStream[] | undefined,
): readonly Finding[] {
  const now = running.servers;
  if (now === 0 || now === servers) return [];
  if (streams === undefined) return [unknownStreams(now, servers)];
  if (now === 1) return joining(streams, servers);
  return servers < now ? leaving(streams, name, now, servers) : [];
}

const unknownStreams = (now: number, servers: number): Finding => ({
  kind: "loss",
  path,
  text: `got ${servers} where ${now} ${now === 1 ? "is" : "are"} deployed, and no server answered to tell which streams that would strand`,
  wayOut: "bring the servers up first, then run again",
  afterwards,
});

/** Seen on 2.10 to 2.15; nats-server server/jetstream_cluster.go, checkForOrphans. */
const joining = (streams: readonly StoredStream[], servers: number): readonly Finding[] =>
  streams.length === 0
    ? []
    : [
        {
          kind: "loss",
          path,
          text: `got ${servers} where 1 is deployed; a server that stood alone and joins a cluster deletes its streams, from disk as well, half a minute after it started: ${named(streams)}`,
          wayOut:
            "keep 1, or back up what is needed, destroy this stack, deploy it with more servers and restore",
          afterwards,
        },
      ];

function leaving(
  streams: readonly StoredStream[],
  name: string,
  now: number,
  servers: number,
): readonly Finding[] {
  const staying = new Set(Array.from({ length: servers }, (_, index) => `${name}-${index}`));
  const stranded = streams.filter(
    (stream) =>
      stream.replicas > servers || !(stream.servers ?? [""]).every((one) => staying.has(one)),
  );
  if (stranded.length === 0) return [];
  const why =
    servers === 1
      ? "one server alone opens no stream with more replicas than 1 and none that the others hold"
      : `the servers that go, "${name}-${servers}" to "${name}-${now - 1}", are still counted by the others, and take their copies with them`;
  return [
    {
      kind: "loss",
      path,
      text: `got ${servers} where ${now} are deployed; ${why}: ${named(stranded)}`,
      wayOut: wayOutOf(name, now, servers),
      afterwards,
    },
  ];
}

const wayOutOf = (name: string, now: number, servers: number): string =>
  servers === 1
    ? `keep ${now}, or back up what is needed, destroy this stack, deploy it with 1 server and restore`
    : `keep ${now}, or first take the servers that go out of the cluster, one at a time, each after its streams are healthy elsewhere: nats server cluster peer-remove ${name}-${now - 1}`;
