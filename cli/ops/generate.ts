import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { count } from "../../domain/assets";
import { systemOf } from "../../domain/generate/systemOf";
import { constantOf, systemText } from "../../domain/generate/systemText";
import { observe } from "../../jetstream/observeAll";
import { Mistake } from "../mistake";
import { onlyServer } from "./choose";
import { type ExitCode, exitCodes } from "./exitCodes";
import { findServers, type Selection, withServer } from "./servers";
import { answer, type Voice } from "./voice";

/** What `generate` is asked for. */
export interface GenerateRequest extends Selection {
  /** Of the new system: lower case with hyphens. */
  readonly name: string;
  /** Where the file goes. */
  readonly folder: string;
}

/**
 * `nats-stack generate`: writes a file of systems/ from what a server holds, such that to deploy it changes nothing. A
 * file that is there already stays as it is.
 *
 * @throws Mistake where the name is none, the file exists, or it is not clear which server is meant
 */
export async function generate(request: GenerateRequest, voice: Voice): Promise<ExitCode> {
  const { name, folder } = request;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new Mistake(`name: got "${name}"; write lower-case letters, digits and hyphens`);
  }
  const server = onlyServer((await findServers(request)).servers, "generate");
  const live = await withServer(server, 0, (js) => observe(js, { consumersOf: () => true }));
  const { definition, leftOut, notes } = systemOf(name, live);
  for (const line of leftOut) voice.remark(`left out: ${line}`);
  for (const line of notes) voice.remark(`note: ${line}`);
  const constant = constantOf(name);
  const file = join(folder, `${constant}.ts`);
  write(folder, file, systemText(definition, server.name));
  const { keyValue = {}, objectStore = {} } = definition.buckets ?? {};
  const streams = Object.keys(definition.streams).length;
  const buckets = Object.keys({ ...keyValue, ...objectStore }).length;
  const found = [count(streams, "stream"), ...(buckets > 0 ? [count(buckets, "bucket")] : [])];
  answer(
    voice,
    { ok: true, file, constant, streams, buckets, leftOut, notes },
    () =>
      `${file}: ${found.join(" and ")}; next: add "${constant}" to systems/index.ts, then look at a preview`,
  );
  return exitCodes.fine;
}

function write(folder: string, file: string, text: string): void {
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    throw new Mistake(`${file}: is there already; remove it, or generate under another name`);
  }
}
