const units: readonly (readonly [string, number])[] = [
  ["Ti", 1024 ** 4],
  ["Gi", 1024 ** 3],
  ["Mi", 1024 ** 2],
  ["Ki", 1024],
];

/** @returns bytes as Kubernetes writes them, exact, in the largest unit that divides: "10Gi", "1500000000" */
export function quantity(bytes: number): string {
  const unit = bytes > 0 ? units.find(([, size]) => bytes % size === 0) : undefined;
  return unit ? `${bytes / unit[1]}${unit[0]}` : String(bytes);
}

/** @returns millicores of a Kubernetes quantity of processors, "500m" or "2" or "0.5"; undefined where it is none */
export function milliCpu(text: string): number | undefined {
  const [, number, milli] = /^(\d+|\d*\.\d{1,3})(m?)$/.exec(text) ?? [];
  if (number === undefined || (milli === "m" && number.includes("."))) {
    return undefined;
  }
  return Math.round(Number(number) * (milli === "m" ? 1 : 1000));
}
