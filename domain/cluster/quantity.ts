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

const decimalUnits: readonly (readonly [string, number])[] = [
  ["T", 1000 ** 4],
  ["G", 1000 ** 3],
  ["M", 1000 ** 2],
  ["k", 1000],
  ["", 1],
];

/** @returns whole bytes of a Kubernetes quantity, "10Gi" or "1.5G"; undefined where it is none that stands for bytes */
export function quantityBytes(text: string): number | undefined {
  const [, number, letters = ""] = /^(\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(text) ?? [];
  const unit = [...units, ...decimalUnits].find(([name]) => name === letters);
  return number === undefined || unit === undefined
    ? undefined
    : Math.floor(Number(number) * unit[1]);
}

/** @returns millicores of a Kubernetes quantity of processors, "500m" or "2" or "0.5"; undefined where it is none */
export function milliCpu(text: string): number | undefined {
  const [, number, milli] = /^(\d+|\d*\.\d{1,3})(m?)$/.exec(text) ?? [];
  if (number === undefined || (milli === "m" && number.includes("."))) {
    return undefined;
  }
  return Math.round(Number(number) * (milli === "m" ? 1 : 1000));
}
