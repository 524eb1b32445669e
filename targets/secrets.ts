import { answerOf, ifFound, type KubeAccess, kubeClient } from "./kube";

/** Keys of a Secret, each with its text. */
export type SecretData = Readonly<Record<string, string>>;

const known = new Map<string, Promise<SecretData | undefined>>();

/**
 * Reads a Secret of Kubernetes. One that is there is asked for once as long as the process lives.
 *
 * @returns undefined where there is none
 * @throws NoPods where the Kubernetes API does not answer, or does not allow it
 */
export async function secretData(
  namespace: string,
  name: string,
  access: KubeAccess,
): Promise<SecretData | undefined> {
  const key = JSON.stringify([namespace, name, access]);
  const reading = known.get(key) ?? read(namespace, name, access);
  known.set(key, reading);
  try {
    const data = await reading;
    if (data === undefined) known.delete(key);
    return data;
  } catch (error) {
    known.delete(key);
    throw error;
  }
}

async function read(
  namespace: string,
  name: string,
  access: KubeAccess,
): Promise<SecretData | undefined> {
  const { core } = await kubeClient(access);
  const asked = ifFound(core.readNamespacedSecret({ namespace, name }));
  const secret = await answerOf(asked, `Secret ${namespace}/${name} cannot be read`);
  return (
    secret &&
    Object.fromEntries(Object.entries(secret.data ?? {}).map(([key, text]) => [key, plain(text)]))
  );
}

const plain = (base64: string): string => Buffer.from(base64, "base64").toString("utf8");
