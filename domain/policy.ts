/** What a person allows for one stream or consumer; each field falls back to the stack's setting of that name. */
export interface Policy {
  /**
   * Takes over a live stream that nobody marked and that differs in fields which can change in place.
   * @default false
   */
  readonly adopt: boolean;
  /**
   * Whether a change, a replacement or a removal may delete messages.
   * @default "refuse"
   */
  readonly dataLoss: "refuse" | "allow";
  /**
   * How a change is made that no server makes in place, where there is anything to lose: not at all, by deleting and
   * creating again, or by copying. `dataLoss` says whether messages may go with that; copying keeps them.
   * @default "refuse"
   */
  readonly onImmutableChange: OnImmutableChange;
}

/** Every way to make a change that no server makes in place. */
export const immutableWays = ["refuse", "recreate", "migrate"] as const;

/** One of them. */
export type OnImmutableChange = (typeof immutableWays)[number];

/** @returns the way that a setting or an input names; "refuse" where it names none */
export const immutableWay = (value: unknown): OnImmutableChange =>
  immutableWays.find((way) => way === value) ?? "refuse";

/** What holds where neither the stream nor the stack says anything: nothing is lost or taken over by accident. */
export const cautious: Policy = {
  adopt: false,
  dataLoss: "refuse",
  onImmutableChange: "refuse",
};
