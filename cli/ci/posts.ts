import { findMarked, type Repository, request } from "./github";

/** Tells posts of one stack from all others; invisible where Markdown is shown. */
const markOf = (kind: "plan" | "drift", stack: string): string =>
  `<!-- nats-stack ${kind} ${stack} -->`;

/**
 * Puts a text under a pull request, in the place of the one that was put there before.
 *
 * @param pull number of the pull request
 * @returns what was done
 */
export async function comment(
  repository: Repository,
  pull: number,
  stack: string,
  text: string,
): Promise<"made" | "updated" | "unchanged"> {
  const mark = markOf("plan", stack);
  const body = `${mark}\n${text}`;
  const found = await findMarked(repository, `issues/${pull}/comments`, mark, "id");
  if (!found) {
    await request(repository, "POST", `issues/${pull}/comments`, { body });
    return "made";
  }
  if (found.body === body) return "unchanged";
  await request(repository, "PATCH", `issues/comments/${found.id}`, { body });
  return "updated";
}

/**
 * Keeps one issue per stack open as long as it drifts, with the latest report.
 *
 * @param report absent: the stack does not drift, and the issue is closed
 */
export async function driftIssue(
  repository: Repository,
  stack: string,
  report: string | undefined,
): Promise<"opened" | "updated" | "unchanged" | "closed" | "none"> {
  const mark = markOf("drift", stack);
  const found = await findMarked(repository, "issues?state=open", mark, "number");
  if (report === undefined) {
    if (!found) return "none";
    await request(repository, "PATCH", `issues/${found.id}`, { state: "closed" });
    return "closed";
  }
  const body = `${mark}\n${report}`;
  if (!found) {
    await request(repository, "POST", "issues", { title: `Stack ${stack} drifts`, body });
    return "opened";
  }
  if (found.body === body) return "unchanged";
  await request(repository, "PATCH", `issues/${found.id}`, { body });
  return "updated";
}
