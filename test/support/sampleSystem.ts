/** What a stream of the sample says of itself; a wrong one is for the program to find. */
export interface SampleStream {
  readonly purpose?: string;
  readonly usedBy?: readonly string[];
  readonly config?: object;
  readonly consumers?: Readonly<Record<string, object>>;
  readonly adopt?: boolean;
  readonly dataLoss?: "refuse" | "allow";
  readonly onImmutableChange?: string;
  readonly purge?: string;
}

/** The system "shop", or another: memory streams without limits that listen to their name in lower case. */
export const sampleSystem = (streams: Readonly<Record<string, SampleStream>>, name = "shop") => ({
  name,
  title: "Shop",
  namespace: name,
  service: "nats",
  naming: { streams: "upper-case", subjects: "lower-case" },
  defaults: { storage: "memory" },
  streams: Object.fromEntries(
    Object.entries(streams).map(([stream, { config, ...rest }]) => [
      stream,
      {
        purpose: `All about ${stream}`,
        usedBy: ["Shop"],
        config: { subjects: [stream.toLowerCase()], ...config },
        ...rest,
      },
    ]),
  ),
});
