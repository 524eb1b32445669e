import { consumerToWire } from "../consumer/consumer";
import type { ConsumerDeclaration } from "../declare";
import type { JsonObject } from "../json";
import { streamToWire } from "../stream/stream";
import { wireText } from "../wireText";
import type { Forgotten } from "./forgotten";

/** Places in the keeper's container. */
export const keeperPlaces = {
  requests: "/etc/nats-streams",
  user: "/etc/nats-user",
  home: "/tmp",
} as const;

/** File name of the keeper's requests in the ConfigMap of the declared streams. */
export const keeperFile = "keeper.requests";

/**
 * What a keeper asks and sends, in this order, a line each: the request that finds out whether something is there, the
 * request that makes it, and the body of that one. The bodies are those that the provider itself would send.
 */
export const keeperRequests = (forgotten: readonly Forgotten[]): string =>
  forgotten.flatMap(linesOf).join("");

function linesOf({ declared, stream, consumers }: Forgotten): readonly string[] {
  const { name, config } = declared;
  return [
    ...(stream ? [line("STREAM", name, streamToWire(name, config))] : []),
    ...consumers.map((consumer) =>
      line("CONSUMER", `${name}.${consumer.name}`, consumerBody(consumer)),
    ),
  ];
}

const line = (kind: "STREAM" | "CONSUMER", path: string, body: JsonObject): string =>
  `${kind}.INFO.${path} ${kind}.CREATE.${path} ${wireText(body)}\n`;

const consumerBody = ({ stream, name, config }: ConsumerDeclaration): JsonObject => ({
  stream_name: stream,
  config: consumerToWire(name, config),
  action: "create",
});

/** How often the keeper looks whether another server process runs, in seconds. */
const lookEverySeconds = 1;

/** How long it waits after the server did not answer as it should, in seconds. */
const retryAfterSeconds = 5;

/** How every reply of the JetStream API begins. Texts in it are escaped, so nothing else in it can look like its head. */
const replies = '{"type":"io.nats.jetstream.api.v1.';

/**
 * What the keeper runs. It acts once per server process, as soon as that one answers: its id is another one then than the
 * one it wrote down. What somebody deletes later stays deleted until the server starts anew. It asks before it creates, and
 * only the server's own "not found" means gone; it never updates or deletes. Of its environment it takes NATS_URL,
 * MONITOR_URL, REQUESTS (a file), HOME (a folder to write to), FLAGS (further ones for the nats CLI) and, where somebody logs
 * in, LOGIN (a folder with files `username` and `password`, read each time: they may change without a new pod). For any POSIX
 * shell with the nats CLI, wget, timeout and grep.
 */
export const keeperScript = `set -f
trap 'exit 0' INT TERM
ask() {
  if [ -n "$LOGIN" ]; then
    NATS_USER="$(cat "$LOGIN/username")" NATS_PASSWORD="$(cat "$LOGIN/password")"
    export NATS_USER NATS_PASSWORD
  fi
  nats request "\\$JS.API.$1" $FLAGS --raw --no-templates --force-stdin 2>"$HOME/trouble"
}
trouble() {
  now="$(tail -n 1 "$HOME/trouble") $1"
  if [ "$now" != "$told" ]; then echo "no answer: $now"; told="$now"; fi
  return 2
}
is_there() {
  answer="$(printf '{}' | ask "$1")"
  case "$answer" in
    '${replies}'*'_response","error":{'*'"err_code":10059,'*) return 1 ;;
    '${replies}'*'_response","error":{'*'"err_code":10014,'*) return 1 ;;
    '${replies}'*'_response","error":{'*) trouble "$answer" ;;
    '${replies}'*) return 0 ;;
    *) trouble "$answer" ;;
  esac
}
create() {
  answer="$(printf '%s' "$2" | ask "$1")"
  case "$answer" in
    '${replies}'*'_response","error":{'*) echo "$1: refused: $answer" ;;
    '${replies}'*) echo "$1: made again" ;;
    *) trouble "$answer" ;;
  esac
}
keep() {
  # a server that holds nothing, the usual case, need not be asked for each
  case "$(printf '{}' | ask STREAM.NAMES)" in
    '${replies}stream_names_response","total":0,'*) empty=yes ;;
    *) empty= ;;
  esac
  while read -r look make body; do
    if [ -z "$empty" ]; then
      is_there "$look"
      case $? in
        0) continue ;;
        2) return 2 ;;
      esac
    fi
    create "$make" "$body" || return 2
  done <"$REQUESTS"
}
served="$(cat "$HOME/served" 2>/dev/null)"
while sleep ${lookEverySeconds}; do
  server="$(timeout 3 wget -q -O - "$MONITOR_URL/routez" 2>/dev/null | grep -o '"server_id": *"[^"]*"')"
  if [ -z "$server" ] || [ "$server" = "$served" ]; then continue; fi
  timeout 3 wget -q -O /dev/null "$MONITOR_URL/healthz?js-server-only=true" 2>/dev/null || continue
  if keep; then
    served="$server" told=""
    echo "$served" >"$HOME/served"
  else
    sleep ${retryAfterSeconds}
  fi
done
`;
