import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { reportTo } from "../../toolchain/progress";
import { goProgram } from "../cluster/goProgram";
import type { Variables } from "./project";

/** A server with the S3 protocol that holds one bucket, in memory. */
export interface ObjectStorage {
  /** What makes Pulumi keep its state there. */
  readonly variables: Variables;
  /** Every object as text, by its key. */
  objects(): Promise<ReadonlyMap<string, string>>;
  stop(): Promise<void>;
}

const bucket = "states";

const program = {
  name: "s3",
  version: "1.2.0",
  linkerFlags: [],
  folder: join("test", "support", "go", "s3"),
  takes: "20 s",
};

/** Starts one on a free port; it is built once from its Go module. */
export async function startObjectStorage(): Promise<ObjectStorage> {
  const child = spawn(await goProgram(program, reportTo(process.stdout)), [bucket], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const end = (): void => {
    child.kill("SIGKILL");
  };
  process.on("exit", end);
  const [address] = (await once(createInterface(child.stdout), "line")) as [string];
  const url = `http://${address}/${bucket}`;
  const keys = async (): Promise<readonly string[]> =>
    [...(await text(url)).matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = ""]) => key);
  return {
    variables: {
      PULUMI_BACKEND_URL: `s3://${bucket}?endpoint=http://${address}&s3ForcePathStyle=true&region=eu-central-1`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
    objects: async () =>
      new Map(
        await Promise.all(
          (await keys()).map(async (key) => [key, await text(`${url}/${key}`)] as const),
        ),
      ),
    stop: async () => {
      process.off("exit", end);
      const gone = once(child, "exit");
      end();
      await gone;
    },
  };
}

const text = async (url: string): Promise<string> => (await fetch(url)).text();
