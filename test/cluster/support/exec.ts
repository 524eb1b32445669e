import { Writable } from "node:stream";
import { Exec, type V1Status } from "@kubernetes/client-node";
import type { KubernetesApi } from "../plugins/api.cjs";

/** A container of a pod. */
export interface Place {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

const patienceMillis = 30_000;

/**
 * Runs a shell script in a container that is there.
 *
 * @returns what it wrote, errors too
 * @throws Error with that, unless it ends with 0 within half a minute
 */
export async function execIn(
  api: KubernetesApi,
  { namespace, pod, container }: Place,
  script: string,
): Promise<string> {
  const said: Buffer[] = [];
  const out = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      said.push(chunk);
      done();
    },
  });
  const status = await new Promise<V1Status>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error(`${script}: no end within ${patienceMillis} ms`));
    }, patienceMillis);
    const end = (result: V1Status): void => {
      clearTimeout(late);
      resolve(result);
    };
    new Exec(api.config)
      .exec(namespace, pod, container, ["sh", "-c", script], out, out, null, false, end)
      .catch((error: unknown) => {
        clearTimeout(late);
        reject(error instanceof Error ? error : new Error(String(error)));
      });
  });
  const text = Buffer.concat(said).toString();
  if (status.status === "Success") return text;
  throw new Error(`${script}: ${status.message ?? "failed"}\n${text}`);
}
