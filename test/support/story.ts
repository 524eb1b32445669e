import { copyProject, type Project, type Result } from "./project";
import { type ServerOptions, startNatsServer, type TestServer } from "./natsServer";
import { sampleSystem, type SampleStream } from "./sampleSystem";

/** A project and the server it deploys to: what the cases of an end-to-end test share. */
export interface Story {
  readonly project: Project;
  readonly server: TestServer;
  /** Declares the sample system with these streams. */
  declare(streams: Readonly<Record<string, SampleStream>>): void;
  /** Declares the sample system with these streams, and previews it. */
  preview(
    streams: Readonly<Record<string, SampleStream>>,
    ...args: readonly string[]
  ): Promise<Result>;
  /** Declares the sample system with these streams, and deploys it without the preview that `up` begins with. */
  up(streams: Readonly<Record<string, SampleStream>>, ...args: readonly string[]): Promise<Result>;
  /** Removes and ends everything. */
  end(): Promise<void>;
}

/** @param config of the stack, next to the address of the server */
export async function beginStory(
  options: ServerOptions = {},
  config: Readonly<Record<string, unknown>> = {},
): Promise<Story> {
  const server = await startNatsServer(options);
  const project = copyProject();
  project.configure({ target: "url", url: server.url, ...config });
  await project.pulumi(["stack", "init", "test"]);
  const run =
    (...command: readonly string[]): Story["up"] =>
    (streams, ...args) => {
      project.declare(sampleSystem(streams));
      return project.pulumi([...command, ...args]);
    };
  return {
    project,
    server,
    declare: (streams) => {
      project.declare(sampleSystem(streams));
    },
    preview: run("preview"),
    up: run("up", "--yes", "--skip-preview"),
    end: async () => {
      project.remove();
      await server.stop();
    },
  };
}
