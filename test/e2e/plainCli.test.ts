import assert from "node:assert/strict";
import { join } from "node:path";
import { managing, streamsOf } from "../support/liveServer";
import { localServer } from "../support/localProject";
import { assertDone } from "../support/outcome";
import { copyProject, type Project, type Result, type Variables } from "../support/project";

/** What "pulumi preview --json" says, as far as it is looked at. */
interface Preview {
  readonly steps: readonly {
    readonly op: string;
    readonly urn: string;
    readonly newState: { readonly inputs?: unknown };
  }[];
}

describe("a Pulumi CLI of one's own on the stack of npm start", function () {
  this.timeout(60_000);
  let project: Project;
  before(async () => {
    project = copyProject();
    assertDone(await project.npm("start"));
  });
  after(() => {
    project.remove();
  });

  /** Nothing in its environment is ours but what the README says. */
  const ownCli = (): Variables => ({
    PULUMI_BACKEND_URL: undefined,
    PULUMI_HOME: undefined,
    PULUMI_SKIP_UPDATE_CHECK: undefined,
    NATS_STACK_CACHE: undefined,
    HOME: join(project.folder, "home"),
    PULUMI_CONFIG_PASSPHRASE: "",
  });
  const pulumi = (...args: readonly string[]): Promise<Result> => project.pulumi(args, ownCli());

  it("selects the stack, and finds nothing to do", async () => {
    assertDone(await pulumi("stack", "select", "local"));
    assertDone(
      await pulumi("preview", "--expect-no-changes"),
      "plan: 19 streams: 19 unchanged; 5 consumers: 5 unchanged",
      "27 unchanged",
    );
  });

  it("registers the same where nothing is put off or left out to be quick", async () => {
    const registered = async (eager: string): Promise<readonly unknown[]> => {
      const args = ["preview", "--json", "--show-sames"];
      const { output } = await project.pulumi(args, { ...ownCli(), NATS_STACK_EAGER: eager });
      const { steps } = JSON.parse(output.slice(output.indexOf("{"))) as Preview;
      return steps
        .map(({ op, urn, newState }) => ({ op, urn, inputs: newState.inputs }))
        .sort((a, b) => a.urn.localeCompare(b.urn));
    };
    const [quick, eager] = [await registered(""), await registered("1")];
    assert.equal(quick.length, 27);
    assert.deepEqual(quick, eager);
  });

  it("repairs what somebody deleted by hand", async () => {
    const { url } = localServer(project);
    await managing(url, ({ streams }) => streams.delete("ALERTS"));
    assertDone(await pulumi("up", "--yes", "--refresh", "--skip-preview"), "+ 1 created");
    assert.ok("ALERTS" in (await streamsOf(url)));
  });

  it("previews without a server, and says what it could not check", async () => {
    assertDone(await project.npm("stop"));
    assertDone(
      await pulumi("preview"),
      "plan: 19 streams: 19 not compared with a server; 5 consumers: 5 not compared with a server",
      'no local server is known (.nats-stack/server/server.json is missing); start it with "npm start"',
      "27 unchanged",
    );
  });
});
