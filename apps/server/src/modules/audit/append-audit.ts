import type { AuditRow } from '@anjie/audit-trail';
import type { Actor } from '../../ground/actor.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Log } from '../../ground/log.ts';
import type { BeforeCommit, Transactor, Tx } from '../../ground/transaction.ts';
import { actorColumns, appendRows } from './audit.store.ts';

/** The last before-commit hook: what the use case left for the audit is chained in its own transaction. */
export const appendAudit: BeforeCommit = async (tx: Tx) => {
  if (tx.audits.length === 0) return;
  await appendRows(
    tx,
    tx.audits.map((fact) => ({
      at: tx.now,
      requestId: tx.requestId,
      ...actorColumns(tx.actor),
      event: fact.event,
      objectKind: fact.object?.kind ?? null,
      objectId: fact.object?.id ?? null,
      prov: fact.territory?.prov ?? tx.actor.prov,
      city: fact.territory?.city ?? tx.actor.city,
      div: fact.territory?.div ?? tx.actor.div,
      institutionId: fact.institutionId ?? null,
      result: 'done',
      refusal: null,
      // as it will come back from jsonb: the chain is over what is stored
      detail: JSON.parse(JSON.stringify(fact.detail ?? {})) as Record<string, unknown>,
    })),
  );
};

export interface RefusalFact {
  readonly actor: Actor | null;
  readonly requestId: string;
  readonly event: string;
  readonly code: string;
  readonly path: string | null;
  readonly address: string;
}

export interface AuditGroup {
  refused(fact: RefusalFact): void;
  read(actor: Actor, requestId: string, event: string, object: { kind: string; id: string } | null, detail?: Record<string, unknown>): void;
  flush(): Promise<void>;
  close(): Promise<void>;
}

const GROUP_MS = 200;

/** Reads and refusals change nothing and have no transaction of their own: they are appended in groups of up to 200 ms. */
export function createAuditGroup(transactor: Transactor, clock: Clock, log: Log): AuditGroup {
  let waiting: AuditRow[] = [];
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const flush = async () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const rows = waiting;
    waiting = [];
    if (rows.length === 0) return writing;
    writing = writing.then(async () => {
      try {
        await transactor.asSystem('audit-group', (tx) => appendRows(tx, rows));
      } catch (error) {
        waiting = [...rows, ...waiting];
        log.warn('audit-group-waits', { rows: rows.length, error: String(error) });
        timer ??= setTimeout(flush, 1000);
      }
    });
    return writing;
  };
  const add = (row: AuditRow) => {
    waiting.push(row);
    timer ??= setTimeout(flush, GROUP_MS);
  };
  const base = (actor: Actor | null, requestId: string, event: string) => ({
    at: clock.now(),
    requestId,
    ...actorColumns(actor),
    event,
    prov: actor?.prov ?? null,
    city: actor?.city ?? null,
    div: actor?.div ?? null,
    institutionId: actor?.partyKind === 'institution' ? actor.partyId : null,
    detail: {},
  });
  return {
    refused: (fact) =>
      add({
        ...base(fact.actor, fact.requestId, fact.event),
        address: fact.address,
        objectKind: null,
        objectId: null,
        result: 'refused',
        refusal: fact.code,
        detail: fact.path === null ? {} : { path: fact.path },
      }),
    read: (actor, requestId, event, object, detail = {}) =>
      add({
        ...base(actor, requestId, event),
        objectKind: object?.kind ?? null,
        objectId: object?.id ?? null,
        result: 'read',
        refusal: null,
        detail,
      }),
    flush,
    async close() {
      await flush();
      await writing;
    },
  };
}
