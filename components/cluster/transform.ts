import * as pulumi from "@pulumi/pulumi";

/**
 * Changes one child before it is registered: fields to merge in (objects key by key, all else replaces), or a function
 * from what would be registered to what is.
 */
export type Transform<Args> = Changes<Args> | ((args: Args) => Args);

type Atom =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly unknown[]
  | Promise<unknown>
  | pulumi.OutputInstance<unknown>;

/** Any part of a manifest, as deep as it goes. */
export type Changes<Value> = Value extends Atom
  ? Value
  : { readonly [Key in keyof Value]?: Changes<Value[Key]> };

/** @returns the arguments with the change made, or as they are where there is none */
export function transformed<Args extends object>(
  args: Args,
  transform: Transform<Args> | undefined,
): Args {
  if (transform === undefined) return args;
  return typeof transform === "function"
    ? (transform as (args: Args) => Args)(args)
    : (merged(args, transform) as Args);
}

function merged(base: unknown, change: unknown): unknown {
  if (!isPlain(base) || !isPlain(change)) return change;
  const keys = new Set([...Object.keys(base), ...Object.keys(change)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, key in change ? merged(base[key], change[key]) : base[key]]),
  );
}

/** Outputs and promises are values as a whole. */
const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !pulumi.Output.isInstance(value) &&
  !(value instanceof Promise);
