/**
 * How many requests the JetStream API of a server has got so far.
 *
 * @param monitorPort of a server on this machine
 * @see https://docs.nats.io/running-a-nats-service/nats_admin/monitoring#jetstream-information
 */
export async function apiCount(monitorPort: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${monitorPort}/jsz`, {
    signal: AbortSignal.timeout(10_000),
  });
  const { api } = (await answer.json()) as { readonly api: { readonly total: number } };
  return api.total;
}
