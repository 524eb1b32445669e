/**
 * The subjects that a user has to be allowed to publish to for verbs that need other ones than a deployment; answers come on
 * "_INBOX.>". What the server has in a JetStream domain has its prefix in the place of `$JS.API`.
 */
export const verbPermissions: Readonly<Record<string, readonly string[]>> = {
  tail: ["$JS.API.STREAM.INFO.*", "$JS.API.STREAM.MSG.GET.*"],
  publish: ["$JS.API.STREAM.NAMES", "$JS.API.STREAM.INFO.*"],
  purge: [
    "$JS.API.STREAM.LIST",
    "$JS.API.STREAM.INFO.*",
    "$JS.API.STREAM.MSG.GET.*",
    "$JS.API.STREAM.PURGE.*",
  ],
  backup: [
    "$JS.API.STREAM.LIST",
    "$JS.API.CONSUMER.LIST.*",
    "$JS.API.STREAM.SNAPSHOT.*",
    "$JS.SNAPSHOT.ACK.>",
  ],
  restore: [
    "$JS.API.STREAM.LIST",
    "$JS.API.STREAM.INFO.*",
    "$JS.API.STREAM.MSG.GET.*",
    "$JS.API.STREAM.UPDATE.*",
    "$JS.API.STREAM.DELETE.*",
    "$JS.API.STREAM.RESTORE.*",
    "$JS.SNAPSHOT.RESTORE.>",
    "$JS.API.CONSUMER.LIST.*",
    "$JS.API.CONSUMER.CREATE.*.*",
  ],
};
