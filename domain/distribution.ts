/**
 * What differs between a checkout of this project, whose own program deploys its own systems, and the package that other
 * Pulumi projects install. State files hold two of these texts: they may not change (docs/decisions/0020).
 */
export interface Distribution {
  /** Whether this is the package. */
  readonly installed: boolean;
  /** What a provider process requires, from the folder of the program. */
  readonly provider: string;
  /** How a shell in that folder starts the operations command. */
  readonly command: string;
  /** The same for people to type: verbs follow. */
  readonly ops: string;
  /** Where a file of systems/ takes its types from. */
  readonly types: string;
}

/** The build of the package sets it to true; nothing else does. */
declare const NATS_STACK_PACKAGE: boolean;

const checkout: Distribution = {
  installed: false,
  provider: "./components/provider.cjs",
  command: "node toolchain/nats-stack.cjs",
  ops: "npm run ops --",
  types: "../domain/system",
};

const installed: Distribution = {
  installed: true,
  provider: "nats-stack/provider",
  command: "npx --no nats-stack",
  ops: "npx nats-stack",
  types: "nats-stack",
};

/** Of the running code. */
export const distribution: Distribution =
  typeof NATS_STACK_PACKAGE === "undefined" ? checkout : installed;
