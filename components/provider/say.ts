/** A line of its own in Pulumi's output: the engine shows what a provider prints. */
export function say(label: string, notes: readonly string[]): void {
  for (const note of notes) process.stdout.write(`${label}: ${note}\n`);
}
