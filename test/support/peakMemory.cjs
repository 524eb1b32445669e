"use strict";

// Loaded before a command: when it ends, the last line on its stderr is the most memory it had, in bytes.
process.on("exit", () => {
  require("node:fs").writeSync(2, `peak ${process.resourceUsage().maxRSS * 1024}\n`);
});
