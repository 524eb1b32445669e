import type { IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { listeningHttp } from "./ports";
import type { Variables } from "./project";

/** A mock of the two requests of Vault's transit engine that Pulumi makes: a key that never leaves it encrypts keys of stacks. */
export interface MockVault {
  /** What makes Pulumi ask it. */
  readonly variables: Variables;
  /** How often it decrypted something. */
  decrypted(): number;
  stop(): Promise<void>;
}

const token = "token-of-the-deployer";

/** Starts one on a free port. It knows every key that it is asked for. */
export async function startMockVault(): Promise<MockVault> {
  const texts: string[] = [];
  let decrypted = 0;
  const answer = async (request: IncomingMessage): Promise<object | undefined> => {
    if (request.headers["x-vault-token"] !== token) return undefined;
    const body = (await json(request)) as Readonly<Record<string, string>>;
    if (request.url?.startsWith("/v1/transit/encrypt/") === true) {
      return { ciphertext: `vault:v1:${texts.push(body["plaintext"] ?? "")}` };
    }
    decrypted += 1;
    return { plaintext: texts[Number(body["ciphertext"]?.split(":").at(-1)) - 1] };
  };
  const { port, close } = await listeningHttp((request, response) => {
    void answer(request).then((data) => {
      response.writeHead(data ? 200 : 403, { "content-type": "application/json" });
      response.end(JSON.stringify(data ? { data } : { errors: ["permission denied"] }));
    });
  });
  return {
    variables: {
      VAULT_SERVER_URL: `http://127.0.0.1:${port}`,
      VAULT_SERVER_TOKEN: token,
    },
    decrypted: () => decrypted,
    stop: close,
  };
}
