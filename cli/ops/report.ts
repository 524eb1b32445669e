import { Mistake } from "../mistake";
import { replaceFile } from "../files";
import { type ExitCode, exitCodes } from "./exitCodes";
import { reportPage } from "./report/page";
import { surveyOf } from "./report/survey";
import { findServers, type Selection } from "./servers";
import { readPlan } from "./summarize";
import { answer, type Voice } from "./voice";

/** What `report` was asked for. */
export interface ReportRequest extends Selection {
  /** The file it goes to. */
  readonly html: string;
  /** What NATS_STACK_PLAN_FILE named during a preview. */
  readonly plan?: string;
}

/**
 * `nats-stack report`: what the servers hold as one page that needs nothing else, for a phone, a mail or an archive.
 *
 * @throws Mistake where there is no such stack or server, the plan is none, or the page cannot be written
 */
export async function report(request: ReportRequest, voice: Voice): Promise<ExitCode> {
  const { html: file, plan } = request;
  const document = plan === undefined ? undefined : readPlan(plan);
  const found = await findServers(request);
  const now = Date.now();
  const surveys = await Promise.all(found.servers.map((one) => surveyOf(one, found, now)));
  const title = found.stack === undefined ? "NATS report" : `NATS report: stack ${found.stack}`;
  write(file, reportPage({ title, now, surveys, ...(document && { plan: document }) }));
  const away = surveys.flatMap(({ server, error }) =>
    error === undefined ? [] : [{ server, error }],
  );
  for (const { server, error } of away) voice.remark(`${server}: not reached: ${error}`);
  answer(voice, { ok: away.length === 0, file, notReached: away }, () => `${file}: written`);
  return away.length === 0 ? exitCodes.fine : exitCodes.trouble;
}

function write(file: string, text: string): void {
  try {
    replaceFile(file, text);
  } catch (error) {
    throw new Mistake(`--html: cannot be written: ${error instanceof Error ? error.message : ""}`);
  }
}
