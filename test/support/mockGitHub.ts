import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A mock of the few requests to GitHub's REST API that the workflows' steps send: the real one cannot be had here. */
export interface MockGitHub {
  readonly url: string;
  addComment(issue: number, body: string): void;
  comments(issue: number): readonly string[];
  issues(): readonly Issue[];
  stop(): Promise<void>;
}

interface Issue {
  readonly number: number;
  title: string;
  state: string;
  body: string;
}

interface Comment {
  readonly id: number;
  readonly issue: number;
  body: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Starts one for a single repository on a free port of this machine. */
export async function startMockGitHub(repository: string, token: string): Promise<MockGitHub> {
  const issues: Issue[] = [];
  const comments: Comment[] = [];
  const addComment = (issue: number, body: string): Comment => {
    const made = { id: comments.length + 1000, issue, body };
    comments.push(made);
    return made;
  };
  const answer = (method: string, url: URL, sent: Record<string, string>): Answer => {
    const path = url.pathname.replace(`/repos/${repository}/`, "");
    const [, commentsOf] = /^issues\/(\d+)\/comments$/.exec(path) ?? [];
    const [, commentId] = /^issues\/comments\/(\d+)$/.exec(path) ?? [];
    const [, number] = /^issues\/(\d+)$/.exec(path) ?? [];
    if (commentsOf !== undefined) {
      const issue = Number(commentsOf);
      return method === "POST"
        ? { status: 201, body: addComment(issue, sent["body"] ?? "") }
        : page(
            url,
            comments.filter((one) => one.issue === issue),
          );
    }
    if (commentId !== undefined)
      return changed(
        comments.find(({ id }) => id === Number(commentId)),
        sent,
      );
    if (number !== undefined)
      return changed(
        issues.find((one) => one.number === Number(number)),
        sent,
      );
    if (method === "POST") {
      const made = {
        number: issues.length + 1,
        title: sent["title"] ?? "",
        state: "open",
        body: sent["body"] ?? "",
      };
      issues.push(made);
      return { status: 201, body: made };
    }
    return page(
      url,
      issues.filter(({ state }) => state === url.searchParams.get("state")),
    );
  };
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const known = request.headers.authorization === `Bearer ${token}`;
      const { status, body } = known
        ? answer(
            request.method ?? "GET",
            url,
            text === "" ? {} : (JSON.parse(text) as Record<string, string>),
          )
        : { status: 401, body: { message: "Bad credentials" } };
      response.writeHead(status, { "content-type": "application/json", connection: "close" });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    addComment,
    comments: (issue) => comments.filter((one) => one.issue === issue).map(({ body }) => body),
    issues: () => issues,
    stop: () =>
      new Promise((done) =>
        server.close(() => {
          done();
        }),
      ),
  };
}

function page(url: URL, all: readonly unknown[]): Answer {
  const size = Number(url.searchParams.get("per_page") ?? 30);
  const first = (Number(url.searchParams.get("page") ?? 1) - 1) * size;
  return { status: 200, body: all.slice(first, first + size) };
}

const changed = (found: object | undefined, sent: object): Answer =>
  found
    ? { status: 200, body: Object.assign(found, sent) }
    : { status: 404, body: { message: "Not Found" } };

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
