import { createHash } from "node:crypto";
import { nkeys } from "nats";

/** What is used of a package that comes without types. */
interface KeyPair {
  getPublicKey(): string;
  getSeed(): Uint8Array;
  sign(data: Uint8Array): Uint8Array;
}
export const { createOperator, createAccount, createUser } = nkeys as unknown as Readonly<
  Record<"createOperator" | "createAccount" | "createUser", () => KeyPair>
>;

/** An operator with one account that has JetStream, and one user of it, as JWTs. */
export interface Operator {
  /** The operator's JWT. */
  readonly operator: string;
  /** Public key of the account. */
  readonly account: string;
  /** The account's JWT. */
  readonly accountJwt: string;
  /** Public key of the account that the server itself uses: JetStream does not start without. */
  readonly system: string;
  readonly systemJwt: string;
  /** Text of the user's `.creds` file. */
  readonly creds: string;
}

/** Signs everything that a server with a resolver of JWTs needs. */
export function makeOperator(): Operator {
  const [operator, account, user] = [createOperator(), createAccount(), createUser()];
  const system = createAccount();
  const unlimited = { subs: -1, data: -1, payload: -1 };
  const limits = { ...unlimited, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 };
  const stores = { mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 };
  const userJwt = signed(account, user, "user", unlimited);
  const seed = new TextDecoder().decode(user.getSeed());
  return {
    operator: signed(operator, operator, "operator", {}),
    account: account.getPublicKey(),
    accountJwt: signed(operator, account, "account", { limits: { ...limits, ...stores } }),
    system: system.getPublicKey(),
    systemJwt: signed(operator, system, "account", { limits }),
    creds: [
      `-----BEGIN NATS USER JWT-----\n${userJwt}\n------END NATS USER JWT------\n`,
      `-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`,
    ].join("\n"),
  };
}

function signed(issuer: KeyPair, subject: KeyPair, type: string, nats: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = {
    iat: Math.floor(Date.now() / 1000),
    iss: issuer.getPublicKey(),
    name: type,
    sub: subject.getPublicKey(),
    nats: { ...nats, type, version: 2 },
  };
  const jti = createHash("sha256").update(JSON.stringify(claims)).digest("hex");
  const text = `${part({ typ: "JWT", alg: "ed25519-nkey" })}.${part({ ...claims, jti })}`;
  return `${text}.${Buffer.from(issuer.sign(Buffer.from(text))).toString("base64url")}`;
}
