import { uuidv7 } from 'uuidv7';
import { businessDate } from '../../ground/clock.ts';
import type { Tx } from '../../ground/transaction.ts';
import type { InstitutionView } from '../institutions/index.ts';
import { type Filing, getFiling, nextNumber, standingFilings } from './filing.store.ts';
import type { Subject } from './filing-lifecycle.ts';
import { refuse } from './network.errors.ts';

/** What is filed: the columns of its subject. */
export interface FilingContent {
  readonly line_kind?: string;
  readonly carrier_id?: string | null;
  readonly agreement_number?: string | null;
  readonly agreement_year?: number | null;
  readonly subscriber?: string | null;
  readonly environment?: string;
  readonly ip?: string;
  readonly mac?: string;
  readonly device?: string | null;
  readonly psam?: string | null;
}

/** The filing in force that is to be changed or cancelled, found by its number. */
export async function targetOf(tx: Tx, institution: InstitutionView, subject: Subject, number: string): Promise<Filing> {
  const standing = await standingFilings(tx, institution.id, subject);
  const target = standing.find((filing) => filing.number === number && filing.state === 'accepted');
  const changedAlready = standing.some((filing) => filing.state === 'filed' && filing.target === number);
  return target === undefined || changedAlready ? refuse('target-not-in-force', { path: 'body.target', value: number }) : target;
}

/** A cancellation repeats what it cancels, so that it can be read alone and reaches the same carrier. */
export function contentOf(filing: Filing): FilingContent {
  switch (filing.subject as Subject) {
    case 'line':
      return {
        line_kind: filing.kind!,
        carrier_id: filing.carrierId,
        agreement_number: filing.agreementNumber,
        agreement_year: filing.agreementYear,
        subscriber: filing.subscriber,
      };
    case 'address':
      return { ip: filing.ip!, environment: filing.environment! };
    case 'terminal':
      return { ip: filing.ip!, mac: filing.mac!, device: filing.device, psam: filing.psam };
  }
}

/** Writes a new filing in the state `filed`. The caller holds the institution's lock and has checked the content. */
export async function openFiling(
  tx: Tx,
  institution: InstitutionView,
  subject: Subject,
  act: 'apply' | 'change' | 'cancel',
  target: Filing | null,
  content: FilingContent,
): Promise<Filing> {
  const id = uuidv7();
  const number = await nextNumber(tx, institution, businessDate(tx.now).slice(0, 4));
  await tx.db
    .insertInto('filing')
    .values({
      id,
      number,
      subject,
      act,
      institution_id: institution.id,
      prov: institution.prov,
      city: institution.city,
      div: institution.div,
      institution_code: institution.code,
      target_id: target?.id ?? null,
      filed_at: tx.now,
      filed_by: tx.actor.id,
      filed_by_role: tx.actor.role,
      ...content,
    })
    .execute();
  tx.audit({
    event: `${subject}-filing-${act}`,
    object: { kind: 'filing', id: number },
    territory: institution,
    institutionId: institution.id,
    parties: [content.carrier_id ?? null],
    detail: { target: target?.number ?? null, ip: content.ip ?? null, mac: content.mac ?? null, kind: content.line_kind ?? null },
  });
  return getFiling(tx, subject, id);
}
