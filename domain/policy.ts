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
}

/** What holds where neither the stream nor the stack says anything: nothing is lost or taken over by accident. */
export const cautious: Policy = { adopt: false, dataLoss: "refuse" };
