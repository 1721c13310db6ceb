import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { call, type Person, startTestSystem, type TestSystem } from '@anjie/test-system';

export interface Verification {
  readonly rows: number;
  readonly checkpoints: number;
  readonly firstBad: number | null;
  readonly ok: boolean;
  readonly covered: number;
  readonly undelivered: number;
  readonly deliveredAt: string | null;
  readonly waitingSince: string | null;
  readonly fault: { readonly kind: string } | null;
}

/** A system whose checkpoints go to a file of the test, a second after a new row at the latest. */
export interface AuditScene {
  readonly system: TestSystem;
  readonly auditor: Person;
  readonly file: string;
  verification(): Promise<Verification>;
  /** appends rows: requests that are refused */
  addRows(count: number): Promise<void>;
  /** waits until every row is under a delivered checkpoint; looks at the database, since asking adds rows */
  settle(): Promise<number>;
}

export async function auditScene(environment: Record<string, string> = {}): Promise<AuditScene> {
  const file = join(mkdtempSync(join(tmpdir(), 'anjie-second-place-')), 'checkpoints.txt');
  const system = await startTestSystem({
    environment: { ANJIE_AUDIT_FILE: file, ANJIE_AUDIT_CHECKPOINT_SECONDS: '1', ...environment },
  });
  const auditor = await system.as('nation.auditor');
  const counts = async () => {
    const [row] = await system.query<{ rows: number; delivered: number }>(
      `select (select seq from audit_head)::int as rows,
         coalesce((select max(size) from audit_checkpoint where delivered_at is not null), 0)::int as delivered`,
    );
    return row!;
  };
  return {
    system,
    auditor,
    file,
    verification: async () => (await auditor.get('/audit/verification')).body as unknown as Verification,
    async addRows(count) {
      for (let i = 0; i < count; i += 1) await call(system.url, 'GET', '/institutions', undefined, {});
    },
    async settle() {
      for (let still = 0; ; ) {
        const before = await counts();
        await delay(300);
        const after = await counts();
        still = after.rows === before.rows && after.delivered === after.rows ? still + 1 : 0;
        if (still === 2) return after.rows;
      }
    },
  };
}
