/** What the value of a key may be; "fields" is an object, "servers" one of those of a cluster. */
export type SettingKind =
  | "target"
  | "systems"
  | "boolean"
  | "dataLoss"
  | "immutable"
  | "text"
  | "fields"
  | "servers"
  | "serversByName"
  | "serversBySystem"
  | "secret"
  | "secretBySystem";

/** One key of `nats-stack:` stack configuration. */
export interface SettingKey {
  readonly name: string;
  readonly kind: SettingKind;
  /** One sentence; says the default. */
  readonly doc: string;
}

/** Every key that is known: validation, error texts and the documentation read this table. */
export const settingKeys: readonly SettingKey[] = [
  {
    name: "target",
    kind: "target",
    doc: 'Where the streams live: "local", "url" or "kubernetes". Required.',
  },
  { name: "url", kind: "text", doc: 'Address of the NATS server, for target "url".' },
  {
    name: "servers",
    kind: "serversByName",
    doc: 'Further servers of target "url", by a name of one\'s own: `url`, and `systems`, the names of those that live there. Credentials are those of `url`. Default: none.',
  },
  { name: "systems", kind: "systems", doc: "Names of the systems to deploy. Default: all." },
  {
    name: "adopt",
    kind: "boolean",
    doc: "Take over live streams that differ in fields which can change in place. Default: false.",
  },
  {
    name: "dataLoss",
    kind: "dataLoss",
    doc: 'Whether changes, replacements and deletions may delete messages: "refuse" or "allow". Default: "refuse".',
  },
  {
    name: "onImmutableChange",
    kind: "immutable",
    doc: 'How a change is made that no server makes in place: "refuse", "recreate", for which messages may go only with dataLoss "allow", or "migrate", which copies them. Default: "refuse".',
  },
  {
    name: "protect",
    kind: "boolean",
    doc: "Whether Pulumi refuses to delete or replace anything until it is unprotected. Default: false.",
  },
  {
    name: "streams",
    kind: "fields",
    doc: "Fields that every stream of this stack gets, over what its system declares: replicas, storage. Its buckets get storage, replicas and placement. Default: none.",
  },
  {
    name: "cluster",
    kind: "servers",
    doc: 'The servers, for target "kubernetes": servers, version, storage, auth, tls and more. Default: one server.',
  },
  {
    name: "clusters",
    kind: "serversBySystem",
    doc: "What differs from `cluster` for the servers of one system, by its name; null takes away. Default: nothing.",
  },
  {
    name: "passwords",
    kind: "secretBySystem",
    doc: "For clusters with auth: passwords by system, then user. The admin's, or his nkey's seed, makes the streams.",
  },
  {
    name: "kubeconfig",
    kind: "text",
    doc: "Path of a kubeconfig. Default: KUBECONFIG, or ~/.kube/config.",
  },
  { name: "context", kind: "text", doc: "Context in the kubeconfig. Default: its current one." },
  { name: "user", kind: "text", doc: "User name. Or NATS_USER." },
  { name: "password", kind: "secret", doc: "Password of the user. Or NATS_PASSWORD." },
  { name: "token", kind: "secret", doc: "Token. Or NATS_TOKEN." },
  { name: "nkeySeed", kind: "secret", doc: "Seed of an nkey." },
  { name: "nkeyFile", kind: "text", doc: "File that holds the seed of an nkey. Or NATS_NKEY." },
  { name: "creds", kind: "secret", doc: "Content of a credentials file." },
  { name: "credsFile", kind: "text", doc: "Path of a credentials file. Or NATS_CREDS." },
  { name: "tlsCaFile", kind: "text", doc: "Certificate authority to trust, PEM file. Or NATS_CA." },
  { name: "tlsCertFile", kind: "text", doc: "Client certificate, PEM file. Or NATS_CERT." },
  {
    name: "tlsKeyFile",
    kind: "text",
    doc: "Key of the client certificate, PEM file. Or NATS_KEY.",
  },
  { name: "tlsFirst", kind: "boolean", doc: "TLS handshake before the INFO. Default: false." },
];
