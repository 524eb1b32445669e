"use strict";

// Preloaded into a process: its clock is wrong by so many milliseconds, as that of a laptop or a pod may be.
const millis = Number(process.env.NATS_STACK_TEST_CLOCK ?? 0);
const RealDate = Date;

class ShiftedDate extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + millis);
    else super(...given);
  }

  static now() {
    return RealDate.now() + millis;
  }
}

globalThis.Date = ShiftedDate;
