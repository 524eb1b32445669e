import { userInfo } from "node:os";
import { mkdirSync } from "node:fs";
import { endLeftovers, findLeftovers, runMark } from "./leftovers";
import { project, stack } from "./localStack";
import { readLocks } from "./locks";
import { Mistake } from "./mistake";
import { plural } from "./plural";
import { isAlive, type ProcessTable, signal } from "./processes";
import { type Pulumi, runShown, type Shown } from "./pulumi";
import { decide, type Verdict } from "./recovery";
import { claimRun, newRun, readRun, removeRun, type Run, RunTaken, saveRun } from "./runFile";
import { until } from "./wait";
import type { Workplace } from "./workplace";

/** What an earlier command left, where it may be put right. */
export interface Past {
  readonly run?: Run;
  readonly verdict: Extract<Verdict, { kind: "clean" | "recover" }>;
}

/** How long a launcher that nobody waits for any more gets to end: it waits for running calls itself. */
const launcherMillis = 20_000;

/** How sure a command must be that nobody is at work: "lenient" takes a lock whose own process is gone for no one's. */
export type Caution = "strict" | "lenient";

/**
 * Looks for what earlier commands left.
 *
 * @throws Mistake where somebody is at work, or where it cannot be proven that nobody is
 */
export function inspect({ places, machine, processes }: Workplace, caution: Caution): Past {
  const run = readRun(places.runFile);
  const found = { ...(run && { run }), locks: readLocks(places.state, project, stack) };
  const verdict = decide(found, { machine, processes, username: userInfo().username });
  if (verdict.kind === "active") {
    throw new Mistake(
      `another run is active (${verdict.who}); wait until it has ended, or press Ctrl-C where it runs`,
    );
  }
  if (verdict.kind !== "unproven") return { ...(run && { run }), verdict };
  if (caution === "strict" || !verdict.gone) throw unproven(verdict, places.runFile);
  return { ...(run && { run }), verdict: { kind: "clean" } };
}

const unproven = ({ who, why }: { who: string; why: string }, runFile: string): Mistake =>
  new Mistake(
    [
      `the stack is in use (${who}), and nothing proves that this has ended: ${why}`,
      "where you know that it has, clear the way and run the same command again:",
      `  eval "$(npm run -s env)" && pulumi cancel --yes --stack ${stack}; rm -f '${runFile}'`,
    ].join("\n"),
  );

/** The run of this command: writes down what the next one must know if this one is cut short. */
export class ActiveRun {
  private constructor(
    private readonly workplace: Workplace,
    private run: Run,
  ) {}

  /**
   * Begins a run, and ends the processes of one that was cut short.
   *
   * @param command such as "npm start"
   * @throws Mistake where another command is at work
   */
  static async begin(workplace: Workplace, command: string, caution: Caution): Promise<ActiveRun> {
    const { places, machine, processes, say } = workplace;
    const past = inspect(workplace, caution);
    const mine = { ...newRun(command, machine, processes), ...inherited(past) };
    mkdirSync(places.home, { recursive: true });
    try {
      claimRun(places.runFile, mine, past.run);
    } catch (error) {
      if (!(error instanceof RunTaken)) throw error;
      throw new Mistake("another run began at the same moment; wait until it has ended");
    }
    const active = new ActiveRun(workplace, mine);
    if (past.verdict.kind === "recover") say(`${past.verdict.what}; putting it right first`);
    await active.clearAway(past);
    return active;
  }

  /** The state may be behind the server: an earlier run did not end well. */
  get refreshFirst(): boolean {
    return this.run.refreshFirst;
  }

  /**
   * Runs a command that may change the stack, with its display on this screen; leaves no process behind.
   *
   * A CLI that ends by itself has saved its state and given back its lock, whatever its exit code; one that was killed
   * has not.
   */
  async pulumi(pulumi: Pulumi, args: readonly string[]): Promise<Shown> {
    const behind = this.run.refreshFirst;
    this.save({ refreshFirst: true });
    const environment = { ...pulumi.environment, [runMark]: this.run.id };
    const shown = await runShown({ ...pulumi, environment }, args, (pid) => {
      this.note(pid);
    });
    if (shown.code !== 0) await this.endHelpers();
    this.save({ refreshFirst: shown.code === null || (behind && shown.code !== 0) });
    return shown;
  }

  /** Leaves word for the next run where it has something to put right. */
  end(): void {
    const { runFile } = this.workplace.places;
    if (this.run.refreshFirst) this.save({ ended: true, earlier: [] });
    else removeRun(runFile, this.run);
  }

  private note(pid: number): void {
    const started = this.workplace.processes.find(pid)?.started;
    if (started !== undefined) this.save({ clis: [...this.run.clis, { pid, started }] });
  }

  private save(change: Partial<Run>): void {
    this.run = { ...this.run, ...change };
    saveRun(this.workplace.places.runFile, this.run);
  }

  private async clearAway({ run, verdict }: Past): Promise<void> {
    const { processes } = this.workplace;
    if (run && verdict.kind === "recover" && verdict.endLauncher) await endLauncher(run, processes);
    await this.endHelpers();
    this.save({ earlier: [] });
  }

  /** A CLI that ended in a hurry leaves its helpers; one that ended in order has just told them to go. */
  private async endHelpers(): Promise<void> {
    const { processes, say } = this.workplace;
    const ids = [this.run.id, ...this.run.earlier];
    const none = (): true | undefined =>
      findLeftovers(ids, this.run.clis, processes).length === 0 ? true : undefined;
    if (await until(this.run.earlier.length > 0 ? 0 : 500, none)) return;
    const count = await endLeftovers(ids, this.run.clis, processes);
    say(`ended ${plural(count, "process")} that it left behind`);
  }
}

/** What a new run takes over from one that did not end well. */
function inherited({ run, verdict }: Past): Partial<Run> {
  if (!run || verdict.kind !== "recover") return {};
  return {
    refreshFirst: verdict.refresh,
    earlier: run.ended ? [] : [run.id, ...run.earlier],
    clis: run.clis,
  };
}

async function endLauncher({ launcher }: Run, processes: ProcessTable): Promise<void> {
  const gone = (): true | undefined => (isAlive(launcher, processes) ? undefined : true);
  signal(launcher.pid, "SIGTERM");
  if (await until(launcherMillis, gone)) return;
  signal(launcher.pid, "SIGKILL");
  await until(2000, gone);
}
