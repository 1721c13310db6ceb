/** A gateway says every ten seconds that it is there: three times unheard it is called lost, wherever it is shown. */
const SILENT_MS = 30_000;

/** Whether a gateway is lost; one that was never heard is. `now`: by the server's clock, epoch ms. */
export function isSilent(seenAt: string | null, now: number): boolean {
  return seenAt === null || now - Date.parse(seenAt) > SILENT_MS;
}

/** Gateways of which nobody can say that they enforce the newest decision: behind it, or lost. */
export function unsureOf<Gateway extends { readonly revision: number | null; readonly seenAt: string | null }>(
  gateways: readonly Gateway[],
  head: number,
  now: number,
): readonly Gateway[] {
  return gateways.filter((one) => (one.revision ?? 0) < head || isSilent(one.seenAt, now));
}
