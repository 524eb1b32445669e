/** See lock.cjs: plain JavaScript, since it is also used before there is anything that reads TypeScript. */
export function isAlive(processId: number): boolean;
export function withLock<T>(
  file: string,
  onWait: () => void,
  work: (waited: boolean) => Promise<T>,
): Promise<T>;
