/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 on, below `end`, whole. */
  below(end: number): number;
  pick<One>(all: readonly One[]): One;
  /** @returns true so often: 0.3 is three times of ten */
  chance(share: number): boolean;
}

/** @see the generator "mulberry32", which is in the public domain */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    below,
    pick: (all) => {
      const found = all[below(all.length)];
      if (found === undefined) throw new RangeError("nothing to pick from");
      return found;
    },
    chance: (share) => next() < share,
  };
}
