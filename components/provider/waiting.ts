import { setTimeout as pause } from "node:timers/promises";
import { formatDuration } from "../../domain/units";
import { mayComeBack } from "../../targets/patience";

const askEveryMillis = 500;
const tellEveryMillis = 15_000;

/** Waits for one server on behalf of all resources, once per outage, and says so. */
export class Waiting {
  /** Grows with every outage: whoever failed in an earlier one begins no other. */
  turn = 0;
  #away = false;
  #end = 0;
  #wait: Promise<void> | undefined;

  /**
   * @param patience how long an outage may last, in milliseconds
   * @param ask fails as long as nobody answers
   */
  constructor(
    private readonly target: string,
    readonly patience: number,
    private readonly ask: () => Promise<void>,
  ) {}

  /** @param turn when whoever says that the server is away last found it there */
  begin(turn: number): void {
    if (turn !== this.turn) return;
    this.turn++;
    this.#away = true;
    this.#end = Date.now() + this.patience;
  }

  /**
   * Returns once the server answers; at once where it is not known to be away. One that was not back in time is asked
   * once more by each that follows, and not waited for.
   *
   * @throws what the last attempt said
   */
  untilThere(): Promise<void> {
    if (!this.#away) return Promise.resolve();
    this.#wait ??= this.#untilAnswer().finally(() => {
      this.#wait = undefined;
    });
    return this.#wait;
  }

  async #untilAnswer(): Promise<void> {
    const started = Date.now();
    for (let told: number | undefined; ;) {
      try {
        await this.ask();
        this.#away = false;
        if (told !== undefined) say(`${this.target}: is back after ${since(started)}`);
        return;
      } catch (error) {
        if (!mayComeBack(error, this.target) || Date.now() >= this.#end) throw error;
        told = this.#tell(error.message, started, told);
        await pause(askEveryMillis);
      }
    }
  }

  /** @returns when something was said last */
  #tell(reason: string, started: number, told: number | undefined): number {
    const now = Date.now();
    if (told === undefined) {
      say(`waiting up to ${span(this.patience)} for ${this.target}: ${reason}`);
    } else if (now - told >= tellEveryMillis) {
      say(`still waiting for ${this.target} after ${since(started)}: ${reason}`);
    } else {
      return told;
    }
    return now;
  }
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/** Whole seconds, at least one. */
const span = (millis: number): string =>
  formatDuration(Math.max(1, Math.round(millis / 1000)) * 1e9);

const since = (started: number): string => span(Date.now() - started);
