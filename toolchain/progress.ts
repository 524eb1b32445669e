/** One long step on the screen, from its start to `end`. */
export interface Step {
  /** What is going on now: "12 of 34 MB". Replaces what was there before. */
  detail(text: string): void;
  end(): void;
}

/** Where the toolchain tells what it does. */
export interface Report {
  line(text: string): void;
  step(title: string): Step;
}

/** The part of a stream that is written to; process.stdout is one. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const TERMINAL_MILLIS = 200;
const LOG_MILLIS = 30_000;

/** @returns "7 s" or "4 min 12 s" */
export function elapsed(millis: number): string {
  const seconds = Math.round(millis / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** @returns "3.4 of 7.2 MB", or "3.4 MB" where the size is not known */
export function transferred(bytes: number, total: number | undefined): string {
  const mega = (count: number) => (count / 1e6).toFixed(1);
  return total === undefined ? `${mega(bytes)} MB` : `${mega(bytes)} of ${mega(total)} MB`;
}

function repeat(millis: number, action: () => void): () => void {
  const timer = setInterval(action, millis);
  // a step that is never ended must not keep the process alive
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** On a terminal: one line, rewritten in place, gone at the end. */
function terminalStep(screen: Screen, title: string): Step {
  const start = Date.now();
  let now = "";
  const draw = () => {
    const text = [title, now, elapsed(Date.now() - start)].filter((part) => part !== "").join(", ");
    screen.write(`\r\u001b[K${text.slice(0, (screen.columns ?? 80) - 1)}`);
  };
  draw();
  const stop = repeat(TERMINAL_MILLIS, draw);
  return {
    detail: (text) => (now = text),
    end: () => {
      stop();
      screen.write("\r\u001b[K");
    },
  };
}

/** In a log: a line at the start, one every 30 s, and one at the end. */
function logStep(screen: Screen, title: string): Step {
  const start = Date.now();
  let now = "";
  const write = (text: string) => screen.write(`${title}: ${text}\n`);
  write("started");
  const stop = repeat(LOG_MILLIS, () => {
    write([now, elapsed(Date.now() - start)].filter((part) => part !== "").join(", "));
  });
  return {
    detail: (text) => (now = text),
    end: () => {
      stop();
      write(`ended after ${elapsed(Date.now() - start)}`);
    },
  };
}

/** @returns a report for people: live on a terminal, few lines in a log */
export const reportTo = (screen: Screen): Report => ({
  line: (text) => screen.write(`${text}\n`),
  step: (title) => (screen.isTTY === true ? terminalStep : logStep)(screen, title),
});

/** Runs `work` as a step, which ends however the work ends. */
export async function inStep<T>(
  report: Report,
  title: string,
  work: (step: Step) => Promise<T>,
): Promise<T> {
  const step = report.step(title);
  try {
    return await work(step);
  } finally {
    step.end();
  }
}
