import type { ChangeClass } from "../../domain/change";
import { same } from "../../domain/field/kind";
import { until } from "../support/until";
import type { Asset, Prediction, Reading, Refusal } from "./asset";

/** What became of one cell on one server. */
export interface Outcome {
  /** What the server did, in the planner's terms; null where the server cannot have what the change begins with. */
  readonly seen: ChangeClass | "ignored" | null;
  /** What the planner said; null where it says that the server cannot have what the change begins with. */
  readonly predicted: Outcome["seen"];
  /** For a failing test. */
  readonly story: string;
  /** What is wrong beside the class. */
  readonly faults: readonly string[];
}

/** How one cell goes, step by step; all cells of a server take each step together, with a restart between two. */
export class Trial {
  readonly #story: string[] = [];
  readonly #faults: string[] = [];
  #invalid: Refusal;
  #before: Reading | undefined;
  #after: Reading | undefined;
  /** After people have gone on working with it. */
  #used: Reading | undefined;
  #restarted: Reading | undefined;
  #undone: Reading | undefined;
  #anew: Reading | undefined;
  #prediction: Prediction | undefined;
  #refusal: Refusal;
  #undoRefusal: Refusal;
  /** Whether what was refused is taken once there are no consumers. */
  #alone = false;

  /** @param left see `Cell.left` */
  constructor(
    private readonly asset: Asset,
    private readonly left: boolean,
  ) {}

  async prepare(): Promise<void> {
    if (!this.asset.valid("from")) {
      this.#invalid = "not valid here";
      return;
    }
    this.#invalid = await this.asset.prepare();
    if (this.#invalid !== undefined) this.#faults.push(`cannot be made: ${this.#invalid}`);
  }

  async change(): Promise<void> {
    if (this.#invalid !== undefined) return;
    const before = await this.asset.read();
    this.#before = before;
    if (before === undefined) throw new Error("is not there before the change");
    this.#prediction = this.asset.valid("to")
      ? this.asset.predict(before, "to")
      : { class: "impossible", reasons: "the declaration is not valid for this server" };
    this.#tell("predicted", `${this.#prediction.class}: ${this.#prediction.reasons}`);
    const untouched = this.left && this.#prediction.class === "none";
    this.#refusal = untouched ? undefined : await this.asset.update("to");
    this.#tell("update", this.#refusal ?? "accepted");
    this.#after = await this.#settled(before);
    await this.asset.use();
    this.#used = await this.asset.read();
  }

  /** Messages may go a little later: a plan that says they go is given time to be right. */
  async #settled(before: Reading): Promise<Reading | undefined> {
    const fewer = async (): Promise<Reading | undefined> => {
      const now = await this.asset.read();
      return now === undefined || now.messages < before.messages ? now : undefined;
    };
    const expected = this.#prediction?.class === "destructive";
    const gone = expected ? await until(fewer, 2500).catch(() => undefined) : undefined;
    return gone ?? this.asset.read();
  }

  async afterRestart(): Promise<void> {
    if (this.#invalid !== undefined) return;
    this.#restarted = await this.asset.read();
    if (this.#refusal !== undefined || this.#restarted === undefined) return;
    this.#undoRefusal = await this.#freely(() => this.asset.update("from"));
    this.#tell("undo", this.#undoRefusal ?? "accepted");
    this.#undone = await this.asset.read();
  }

  /** Refused only as long as there are consumers is not refused for ever. */
  async #freely(update: () => Promise<Refusal>): Promise<Refusal> {
    if ((await update()) === undefined) return undefined;
    await this.asset.release();
    return update();
  }

  async anew(): Promise<void> {
    if (this.#invalid !== undefined) return;
    if (this.#refusal !== undefined) {
      await this.asset.release();
      this.#alone = (await this.asset.update("to")) === undefined;
    }
    const refusal = await this.asset.recreate();
    this.#tell("created anew", refusal ?? "accepted");
    this.#anew = refusal === undefined ? await this.asset.read() : undefined;
  }

  outcome(): Outcome {
    if (this.#invalid !== undefined) {
      const seen = this.#faults.length > 0 ? "impossible" : null;
      return { seen, predicted: null, story: "", faults: this.#faults };
    }
    const seen = this.#seen();
    const { class: predicted = "none", reasons = "" } = this.#prediction ?? {};
    this.#check(seen);
    const story = this.#story.join("\n");
    // the one case in which only the server can tell: the plan has said so
    const ignored = seen === "none" && reasons.includes("has no effect where the server sees");
    return ignored
      ? { seen: "ignored", predicted: "ignored", story, faults: this.#faults }
      : { seen, predicted, story, faults: this.#faults };
  }

  #seen(): ChangeClass {
    const [before, after] = [this.#before, this.#after];
    const made = this.#anew !== undefined && this.asset.predict(this.#anew, "to").class === "none";
    // to delete the stream would be too much where it is enough to delete its consumers
    const otherwise = made && !this.#alone ? "replace" : "impossible";
    if (before === undefined || after === undefined || this.#refusal !== undefined) {
      return otherwise;
    }
    if (this.#ruined(before)) return otherwise;
    if (this.#lost() > 0) return "destructive";
    const settled = this.asset.predict(after, "to").class === "none";
    if (this.asset.dropped(after)) return otherwise;
    if (same(before.config, after.config)) return this.#unchanged(made);
    // taken, but turned into something else, and so would be a new one
    if (!settled && !made) return otherwise;
    return this.#undoRefused() ? "oneWay" : "update";
  }

  /** Taken and passed over: what a new one could not have either is more than nothing. */
  #unchanged(made: boolean): ChangeClass {
    return this.#prediction?.class === "impossible" && !made ? "impossible" : "none";
  }

  /** What the server took and has lost with the asset, all its messages or its position at the next restart. */
  #ruined(before: Reading): boolean {
    const [after, now] = [this.#used, this.#restarted];
    if (before.config["storage"] === "memory") return false;
    this.#tell("counts", [before, after, now].map((read) => read?.messages ?? "gone").join(", "));
    if (now === undefined || after === undefined) return true;
    return (after.messages > 0 && now.messages === 0) || now.position < before.position;
  }

  #lost(): number {
    const counts = [this.#after, this.#restarted].map((reading) => reading?.messages ?? Infinity);
    return (this.#before?.messages ?? 0) - Math.min(...counts);
  }

  #undoRefused(): boolean {
    const [before, undone] = [this.#before, this.#undone];
    return (
      this.#undoRefusal !== undefined ||
      (before !== undefined && undone !== undefined && !same(before.config, undone.config))
    );
  }

  #check(seen: ChangeClass): void {
    const [after, anew] = [this.#after, this.#anew];
    const inPlace = seen === "update" || seen === "oneWay" || seen === "destructive";
    if (!inPlace || after === undefined) return;
    const rest = this.asset.predict(after, "to");
    if (rest.class !== "none") this.#faults.push(`never settles: ${rest.class}: ${rest.reasons}`);
    if (anew !== undefined && !same(anew.config, after.config)) {
      this.#faults.push(
        `read back ${JSON.stringify(after.config)}, anew ${JSON.stringify(anew.config)}`,
      );
    }
    const counted = this.#prediction?.messagesDeleted;
    if (counted !== undefined && counted !== this.#lost()) {
      this.#faults.push(`deletes ${this.#lost()}, not ${counted}`);
    }
  }

  #tell(what: string, outcome: string): void {
    this.#story.push(`${what}: ${outcome}`);
  }
}
