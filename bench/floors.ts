/** Files of a Pulumi program, by their path in its folder. */
export type Files = Readonly<Record<string, string>>;

/**
 * What `pulumi new typescript` makes, with empty dynamic resources in it: the least that a program of so many dynamic
 * resources costs a person who does nothing about it.
 */
export const plainFloor = (count: number): Files => ({
  "Pulumi.yaml": "name: floor\nruntime: nodejs\n",
  "package.json": JSON.stringify({ name: "floor", main: "index.ts" }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      strict: true,
      outDir: "bin",
      target: "es2020",
      module: "nodenext",
      moduleResolution: "nodenext",
      sourceMap: true,
      experimentalDecorators: true,
      pretty: true,
      noFallthroughCasesInSwitch: true,
      noImplicitReturns: true,
      forceConsistentCasingInFileNames: true,
    },
    files: ["index.ts"],
  }),
  "index.ts": `import * as pulumi from "@pulumi/pulumi";

const provider: pulumi.dynamic.ResourceProvider = {
  create: async () => ({ id: "empty", outs: {} }),
};

class Empty extends pulumi.dynamic.Resource {
  constructor(name: string) {
    super(provider, name, {});
  }
}

for (let at = 0; at < ${count}; at += 1) new Empty(\`empty-\${at}\`);
`,
});

/**
 * The same resources in plain JavaScript, with a constant loader instead of serialised code, what this project puts off
 * put off as well, and no stack traces: what Pulumi itself takes, and nobody else.
 *
 * @param lazy absolute path of toolchain/lazy.cjs
 */
export const leanFloor = (count: number, lazy: string): Files => ({
  "Pulumi.yaml":
    "name: floor\nmain: entry.cjs\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
  "package.json": JSON.stringify({ name: "floor" }),
  "entry.cjs": `require(${JSON.stringify(lazy)}).install();
const pulumi = require("@pulumi/pulumi");

const __provider = 'exports.handler=()=>({create:async()=>({id:"empty",outs:{}})})';

Error.stackTraceLimit = 0;
Error.prepareStackTrace = (error) => String(error);
for (let at = 0; at < ${count}; at += 1) {
  new pulumi.CustomResource("pulumi-nodejs:dynamic/floor:Empty", "empty-" + at, { __provider });
}
`,
});
