import type { Entry, State } from "./engine";

/** A state of which a kill may lose the last steps. */
export class Checkpoints extends Map<string, Entry> {
  readonly #former: State[] = [];

  static of(state: State): Checkpoints {
    const made = new Checkpoints();
    for (const [urn, entry] of state) made.set(urn, entry);
    made.#former.length = 0;
    return made;
  }

  override set(urn: string, entry: Entry): this {
    this.#former.push(new Map(this));
    return super.set(urn, entry);
  }

  override delete(urn: string): boolean {
    this.#former.push(new Map(this));
    return super.delete(urn);
  }

  /** @returns the state without its last steps */
  without(steps: number): State {
    return steps === 0 ? this : (this.#former.at(-steps) ?? this);
  }
}
