import assert from "node:assert/strict";
import { repositoryOf, type Repository } from "../../../cli/ci/github";
import { comment, driftIssue } from "../../../cli/ci/posts";
import { startMockGitHub, type MockGitHub } from "../../support/mockGitHub";

describe("what a workflow writes on GitHub:", () => {
  let github: MockGitHub;
  let repository: Repository;
  beforeEach(async () => {
    github = await startMockGitHub("acme/shop", "a-token");
    repository = { api: github.url, name: "acme/shop", token: "a-token" };
  });
  afterEach(() => github.stop());

  describe("a text under a pull request", () => {
    it("is put there once, and kept up to date in its place, stack by stack", async () => {
      github.addComment(12, "looks good to me");
      assert.equal(await comment(repository, 12, "dev", "one"), "made");
      assert.equal(await comment(repository, 12, "prod", "other"), "made");
      assert.equal(await comment(repository, 12, "dev", "two"), "updated");
      assert.equal(await comment(repository, 12, "dev", "two"), "unchanged");
      const shown = github.comments(12).map((text) => text.replace(/^<!--.*-->\n/, ""));
      assert.deepEqual(shown, ["looks good to me", "two", "other"]);
    });

    it("is found again among more comments than fit on a page", async () => {
      for (let at = 0; at < 230; at += 1) github.addComment(12, `remark ${at}`);
      assert.equal(await comment(repository, 12, "dev", "one"), "made");
      assert.equal(await comment(repository, 12, "dev", "two"), "updated");
      assert.equal(github.comments(12).length, 231);
    });

    it("fails with what GitHub says, and never with the token", async () => {
      const stranger = { ...repository, token: "wrong-token" };
      await assert.rejects(comment(stranger, 12, "dev", "one"), (error: Error) => {
        assert.match(
          error.message,
          /GET .*\/issues\/12\/comments.*: refused with 401: .*Bad credentials/,
        );
        assert.ok(!error.message.includes("wrong-token"));
        return true;
      });
    });
  });

  describe("the issue of a stack that drifts", () => {
    it("is opened once, kept up to date, closed when the drift is gone, and opened anew", async () => {
      assert.equal(await driftIssue(repository, "prod", undefined), "none");
      assert.equal(await driftIssue(repository, "prod", "maxAge differs"), "opened");
      assert.equal(await driftIssue(repository, "dev", "a stream is gone"), "opened");
      assert.equal(await driftIssue(repository, "prod", "maxAge differs"), "unchanged");
      assert.equal(await driftIssue(repository, "prod", "maxMsgs differs"), "updated");
      assert.equal(await driftIssue(repository, "prod", undefined), "closed");
      assert.equal(await driftIssue(repository, "prod", "again"), "opened");
      const shown = github
        .issues()
        .map(({ title, state, body }) => [title, state, body.split("\n")[1]]);
      assert.deepEqual(shown, [
        ["Stack prod drifts", "closed", "maxMsgs differs"],
        ["Stack dev drifts", "open", "a stream is gone"],
        ["Stack prod drifts", "open", "again"],
      ]);
    });
  });
});

describe("the repository of a workflow", () => {
  it("is read from its environment", () => {
    const environment = { GITHUB_REPOSITORY: "acme/shop", GITHUB_TOKEN: "a" };
    assert.deepEqual(repositoryOf(environment), {
      api: "https://api.github.com",
      name: "acme/shop",
      token: "a",
    });
  });

  it("fails where it is not there, naming all that is missing", () => {
    assert.throws(() => repositoryOf({}), /^Mistake: GITHUB_REPOSITORY and GITHUB_TOKEN: not set/);
  });
});
