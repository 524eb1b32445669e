/** What of a message takes room, in bytes. */
export interface MessageSize {
  readonly subject: number;
  /** The header block as it is sent; 0 where there is none. */
  readonly headers: number;
  readonly data: number;
}

/**
 * How many bytes of a stream one message counts for, compressed or not.
 *
 * @see nats-server server/filestore.go, fileStoreMsgSizeRaw; server/memstore.go, memStoreMsgSizeRaw (seen on 2.10 to 2.15)
 */
export function storedSize(
  storage: "file" | "memory",
  { subject, headers, data }: MessageSize,
): number {
  // sequence and time
  if (storage === "memory") return 16 + subject + headers + data;
  // lengths, sequence, time and checksum
  return 30 + subject + (headers > 0 ? 4 + headers : 0) + data;
}
