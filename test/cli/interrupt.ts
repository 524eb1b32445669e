import { runShown } from "../../cli/pulumi";

// Stands for the launcher: shows a CLI that says how often it was interrupted, and then how it ended itself.
const cli = `
  let count = 0;
  process.on("SIGINT", () => { count += 1; if (count === 1) setTimeout(() => process.exit(10 + count), 500); });
  process.on("SIGHUP", () => process.exit(99));
  setInterval(() => undefined, 1000);
  console.log("ready");`;

void runShown(
  { executable: process.execPath, folder: process.cwd(), environment: {} },
  ["-e", cli],
  (pid) => process.stdout.write(`pid ${pid}\n`),
).then((shown) => process.stdout.write(`${JSON.stringify(shown)}\n`));
