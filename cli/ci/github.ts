import { isObject } from "../../domain/json";
import { Mistake } from "../mistake";

/** A repository on GitHub, and who asks. */
export interface Repository {
  /** "https://api.github.com". */
  readonly api: string;
  /** "owner/name". */
  readonly name: string;
  readonly token: string;
}

/** An issue or a comment. */
export interface Post {
  readonly id: number;
  readonly body: string;
}

const deadlineMillis = 30_000;
const pageSize = 100;

/**
 * Reads the repository from the environment of a workflow: GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL.
 *
 * @throws Mistake naming all that are missing
 */
export function repositoryOf(environment: NodeJS.ProcessEnv): Repository {
  const { GITHUB_REPOSITORY: name, GITHUB_TOKEN: token, GITHUB_API_URL: api } = environment;
  if (!name || !token) {
    const missing = [...(name ? [] : ["GITHUB_REPOSITORY"]), ...(token ? [] : ["GITHUB_TOKEN"])];
    throw new Mistake(`${missing.join(" and ")}: not set; a workflow has them, elsewhere set them`);
  }
  return { api: api ?? "https://api.github.com", name, token };
}

/**
 * Sends one request to the REST API.
 *
 * @param path below the repository: "issues/12/comments"
 * @throws Mistake with status and message of a refusal, or where no answer comes within 30 seconds; never the token
 */
export async function request(
  { api, name, token }: Repository,
  method: "GET" | "POST" | "PATCH",
  path: string,
  body?: object,
): Promise<unknown> {
  const url = `${api}/repos/${name}/${path}`;
  const response = await fetch(url, {
    method,
    signal: AbortSignal.timeout(deadlineMillis),
    headers: { authorization: `Bearer ${token}`, accept: "application/vnd.github+json" },
    ...(body && { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new Mistake(`${method} ${url}: no answer (${String(cause)})`, { cause });
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Mistake(`${method} ${url}: refused with ${response.status}: ${text.slice(0, 300)}`);
  }
  return text === "" ? undefined : JSON.parse(text);
}

/** @returns all entries of a list, page by page */
export async function listAll(repository: Repository, path: string): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  const join = path.includes("?") ? "&" : "?";
  for (let page = 1; ; page += 1) {
    const found = await request(
      repository,
      "GET",
      `${path}${join}per_page=${pageSize}&page=${page}`,
    );
    if (!Array.isArray(found)) return all;
    all.push(...(found as readonly unknown[]));
    if (found.length < pageSize) return all;
  }
}

/** @returns what of a list carries a mark in its text: a comment or an issue of ours */
export async function findMarked(
  repository: Repository,
  path: string,
  mark: string,
  key: "id" | "number",
): Promise<Post | undefined> {
  for (const one of await listAll(repository, path)) {
    if (!isObject(one)) continue;
    const { [key]: id, body } = one;
    if (typeof id === "number" && typeof body === "string" && body.includes(mark)) {
      return { id, body };
    }
  }
  return undefined;
}
