"use strict";

// Stands in for the provider of @pulumi/command in tests: `command:local:Command` and nothing else.
const { spawn } = require("node:child_process");
const { randomBytes } = require("node:crypto");

const { serve } = require("./serve.cjs");
const { changedKeys, UNKNOWN } = require("./wire.cjs");

const SHELL = ["/bin/sh", "-c"];
const LACKING = ["assetPaths", "archivePaths"];
const NOTHING = { stdout: "", stderr: "" };

function failed(command, { code, killedBy }, { stdout, stderr }) {
  const ending = killedBy ?? `exit status ${code}`;
  return new Error(`${ending}: running ${JSON.stringify(command)}:\n${stdout}${stderr}`);
}

/** Runs one command to its end. It shares the plugin's process group, so it ends with it. */
function run(command, { interpreter, dir, environment, stdin }, previous, signal) {
  const [file, ...parameters] = [...(interpreter?.length ? interpreter : SHELL), command];
  const env = { ...process.env, ...previous, ...environment };
  return new Promise((resolve, reject) => {
    const child = spawn(file, parameters, { cwd: dir, env, signal, stdio: "pipe" });
    const output = { ...NOTHING };
    for (const stream of ["stdout", "stderr"])
      child[stream].setEncoding("utf8").on("data", (text) => (output[stream] += text));
    // the command need not read it
    child.stdin.on("error", () => undefined);
    child.stdin.end(stdin ?? "");
    child.on("error", reject);
    child.on("close", (code, killedBy) => {
      if (code === 0) resolve(withoutLastNewline(output));
      else reject(failed(command, { code, killedBy }, output));
    });
  });
}

const withoutLastNewline = ({ stdout, stderr }) => ({
  stdout: stdout.replace(/\n$/, ""),
  stderr: stderr.replace(/\n$/, ""),
});

const runIfAny = (command, inputs, previous, signal) =>
  command ? run(command, inputs, previous, signal) : NOTHING;

const previousOutput = ({ stdout = "", stderr = "", addPreviousOutputInEnv = true }) =>
  addPreviousOutputInEnv ? { PULUMI_COMMAND_STDOUT: stdout, PULUMI_COMMAND_STDERR: stderr } : {};

const provider = {
  name: "command",
  // the engine warns of one that is older than the package
  version: require("@pulumi/command/package.json").version,

  check({ type, news }) {
    const lacking = LACKING.filter((key) => news[key] !== undefined);
    const failures = lacking.map((property) => ({
      property,
      reason: "the stand-in does not have it",
    }));
    if (type !== "command:local:Command")
      failures.push({ property: "create", reason: `the stand-in has no ${type}` });
    return { inputs: news, failures };
  },

  diff({ oldInputs, news }) {
    const diffs = changedKeys(oldInputs, news);
    // the package asks for the replacement of `triggers[*]`, which the engine applies to paths of elements alone
    const replaces = diffs.filter((key) => key === "triggers");
    return { diffs, replaces, deleteBeforeReplace: false };
  },

  preview: (_olds, news) => ({ ...news, stdout: UNKNOWN, stderr: UNKNOWN }),

  async create({ name, props, signal }) {
    const result = await runIfAny(props.create, props, {}, signal);
    return { id: `${name}${randomBytes(4).toString("hex")}`, outputs: { ...props, ...result } };
  },

  /** A command has nothing to look at: it is as the state says. */
  read: async ({ id, props, inputs }) => ({ id, outputs: props, inputs }),

  async update({ olds, news, signal }) {
    const result = await runIfAny(news.update ?? news.create, news, previousOutput(olds), signal);
    return { ...news, ...result };
  },

  async delete({ props, signal }) {
    await runIfAny(props.delete, props, previousOutput(props), signal);
  },
};

void serve(provider);
