import { type AuditParts, lateSince, verifiedNow } from '../audit/index.ts';
import type { IdentitySettings } from '../identity/index.ts';

const MINUTE_MS = 60_000;

/** What is wrong with the audit, as an alert says it. */
export interface AuditFinding {
  readonly kind: 'audit-broken' | 'audit-late';
  readonly detail: Record<string, unknown>;
}

/** What the two instants say: minutes that the older of them waits, once that is too long. Pure. */
export function lateness(
  since: { readonly unsigned: Date | null; readonly undelivered: Date | null },
  nowMs: number,
  lateMinutes: number,
): AuditFinding | null {
  const minutes = (at: Date | null) => (at === null ? 0 : Math.floor((nowMs - at.getTime()) / MINUTE_MS));
  const [unsigned, undelivered] = [minutes(since.unsigned), minutes(since.undelivered)];
  return Math.max(unsigned, undelivered) < lateMinutes ? null : { kind: 'audit-late', detail: { unsigned, undelivered } };
}

/**
 * Looks after the audit: at each look whether it is signed and delivered in time and whether signing has stopped, and every so many hours the
 * whole of it against chain, checkpoints and second places (NX-附3.2-3c).
 */
export function createAuditWatch(parts: AuditParts): {
  look(settings: IdentitySettings): Promise<AuditFinding[]>;
} {
  const { transactor, clock, work, places } = parts;
  // A start is no reason to read everything: the first whole verification comes a while after it.
  let verifiedAt: number | null = null;
  const started = clock.now().getTime();
  return {
    async look(settings) {
      const now = clock.now().getTime();
      const late = lateness(await transactor.asSystem('alerts', (tx) => lateSince(tx.db, places)), now, settings.alertAuditLateMinutes);
      const found: AuditFinding[] = late === null ? [] : [late];
      // Told at every look while it lasts: closing the alert does not mend the audit.
      if (work.broken !== null) found.push({ kind: 'audit-broken', detail: { signing: work.broken } });
      const due = verifiedAt === null ? now - started >= 10 * MINUTE_MS : now - verifiedAt >= settings.auditVerifyHours * 60 * MINUTE_MS;
      if (!due && (verifiedAt === null || now >= verifiedAt)) return found;
      verifiedAt = now;
      const { fault } = await verifiedNow(parts);
      if (fault !== null) found.push({ kind: 'audit-broken', detail: { ...fault } });
      return found;
    },
  };
}
