import { writeFile } from "node:fs/promises";

/**
 * The program that Pulumi's CLI starts for dynamic providers. The official one asks a first Node where @pulumi/pulumi is
 * and starts a second; this one looks through node_modules as Node would, and asks Node only where that finds nothing.
 * It becomes the provider by exec, so the CLI's signals reach the provider itself.
 */
const SHIM = `#!/bin/sh
folder=$PWD
provider=node_modules/@pulumi/pulumi/cmd/dynamic-provider/index.js
while [ -n "$folder" ] && [ ! -f "$folder/$provider" ]; do folder=\${folder%/*}; done
provider=$folder/$provider
[ -f "$provider" ] || provider=$(node -p 'require.resolve("@pulumi/pulumi/cmd/dynamic-provider")') || exit 1
exec node "$provider" "$@"
`;

/** Writes the shim to `file`, ready to be run. */
export const writeShim = (file: string): Promise<void> => writeFile(file, SHIM, { mode: 0o755 });
