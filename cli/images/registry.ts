import { createHash } from "node:crypto";
import { isObject } from "../../domain/json";
import { reasonOf } from "../../toolchain/download";
import { Mistake } from "../mistake";

const answerMillis = 20_000;

/** Of the forms that an image's manifest may have those that name every platform come first. */
const forms = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * Asks a registry which image a tag stands for now. The digest is computed from what the registry hands out, and what it
 * says beside that has to agree: none is taken on trust.
 *
 * @param registry "https://registry-1.docker.io"
 * @param image "nats:2.15.1-alpine", "natsio/nats-box:0.19.7"
 * @returns "sha256:..."
 * @throws Mistake where it does not answer, has no such image, or hands out something else than it says
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 */
export async function digestOf(registry: string, image: string): Promise<string> {
  const [name = "", tag = ""] = image.split(":");
  const repository = name.includes("/") ? name : `library/${name}`;
  const url = new URL(`/v2/${repository}/manifests/${tag}`, registry);
  const open = await ask(image, url, { accept: forms });
  const answer = open.status === 401 ? await askWithToken(image, url, open) : open;
  if (answer.status === 404) {
    throw new Mistake(`${image}: ${url.host} has no such image; correct its tag`);
  }
  if (!answer.ok) {
    throw new Mistake(`${image}: ${url.host} answered with ${answer.status}; try again later`);
  }
  const digest = `sha256:${sha256(new Uint8Array(await answer.arrayBuffer()))}`;
  const said = answer.headers.get("docker-content-digest");
  if (said === null) {
    throw new Mistake(`${image}: ${url.host} tells no digest, so it is no registry; name another`);
  }
  if (said !== digest) {
    throw new Mistake(`${image}: ${url.host} says ${said}, but what it hands out is ${digest}`);
  }
  return digest;
}

/** Public images ask for a token as well, which anybody gets. */
async function askWithToken(image: string, url: URL, refusal: Response): Promise<Response> {
  const challenge = refusal.headers.get("www-authenticate") ?? "";
  const parts = new Map(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]),
  );
  const realm = parts.get("realm");
  if (!/^bearer /i.test(challenge) || realm === undefined || !URL.canParse(realm)) {
    throw new Mistake(`${image}: ${url.host} lets nobody in without a password; name a mirror`);
  }
  const tokens = new URL(realm);
  for (const key of ["service", "scope"]) {
    const value = parts.get(key);
    if (value !== undefined) tokens.searchParams.set(key, value);
  }
  const reply: unknown = await (await ask(image, tokens, {})).json().catch(() => undefined);
  const token = isObject(reply) ? (reply["token"] ?? reply["access_token"]) : undefined;
  if (typeof token !== "string") {
    throw new Mistake(`${image}: ${tokens.host} gave no token to read ${url.host}`);
  }
  return ask(image, url, { accept: forms, authorization: `Bearer ${token}` });
}

async function ask(
  image: string,
  url: URL,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  try {
    return await fetch(url, { headers, signal: AbortSignal.timeout(answerMillis) });
  } catch (error) {
    throw new Mistake(
      `${image}: ${url.host} does not answer (${reasonOf(error)}); run this where it can be reached, or name a mirror with --registry`,
    );
  }
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
