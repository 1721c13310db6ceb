import { type Profile, saidValue } from '@anjie/rulebook';
import { z } from 'zod';
import { businessDate } from '../../ground/clock.ts';
import type { Tx } from '../../ground/transaction.ts';
import { findServiceAgreement, type InstitutionView, touchInstitution } from '../institutions/index.ts';
import { firmCode, firmHoldsRole, getFirm, mustBeInService } from '../vendors/index.ts';
import type { Filing } from './filing.store.ts';
import { refuse } from './network.errors.ts';
import { contentOf, type FilingContent, openFiling, targetOf } from './open-filing.ts';
import { citing, profileOf } from './territory-rules.ts';

const content = {
  /** dedicated (专线), vpdn (无线VPDN); which are allowed is the profile's */
  kind: z.string().regex(/^[a-z][a-z-]{1,20}$/),
  carrier: firmCode.optional(),
  /** number of the service agreement shown to the carrier */
  agreementNumber: z.string().min(1).max(60).optional(),
  /** RADIUS user of a VPDN line */
  subscriber: z.string().trim().min(1).max(253).optional(),
};
const target = z.string().max(40);

export const lineFiling = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('apply'), ...content }),
  z.strictObject({ act: z.literal('change'), target, ...content }),
  z.strictObject({ act: z.literal('cancel'), target }),
]);
type LineInput = z.output<typeof lineFiling>;
type LineContent = Exclude<LineInput, { act: 'cancel' }>;

/** Files the application for, change or cancellation of a line (NX-7, JC-6, TS-2(1)). */
export async function fileLine(tx: Tx, code: string, input: LineInput): Promise<Filing> {
  const institution = await touchInstitution(tx, code);
  const before = input.act === 'apply' ? null : await targetOf(tx, institution, 'line', input.target);
  if (input.act === 'cancel') return openFiling(tx, institution, 'line', 'cancel', before, contentOf(before!));
  const profile = await profileOf(tx, institution);
  mustBeAllowedKind(profile, input);
  const carrierId = await carrierOf(tx, institution, profile, input);
  const agreement = await agreementOf(tx, institution, profile, input, carrierId !== before?.carrierId);
  const filed: FilingContent = {
    line_kind: input.kind,
    carrier_id: carrierId,
    agreement_number: agreement?.number ?? null,
    agreement_year: agreement?.year ?? null,
    subscriber: input.subscriber ?? null,
  };
  return openFiling(tx, institution, 'line', input.act, before, filed);
}

function mustBeAllowedKind(profile: Profile, input: LineContent): void {
  const kinds = saidValue(profile.lines.kinds) ?? [];
  // Where a text names no kinds but has the office plan them (TS-2(1)), the plan is what is broken.
  const planned = saidValue(profile.lines.providedBy)?.includes('office-planned') ?? false;
  if (!(kinds as readonly string[]).includes(input.kind))
    refuse('line-kind-not-allowed', {
      path: 'body.kind',
      value: input.kind,
      rule: kinds.join(', '),
      ...citing(planned ? profile.lines.providedBy : profile.lines.kinds),
    });
  if ((input.kind === 'vpdn') !== (input.subscriber !== undefined))
    refuse('subscriber-mismatch', { path: 'body.subscriber', value: input.kind });
}

async function carrierOf(tx: Tx, institution: InstitutionView, profile: Profile, input: LineContent): Promise<string | null> {
  const byCarrier = saidValue(profile.lines.providedBy)?.includes('carrier') ?? false;
  if (input.carrier === undefined)
    return byCarrier ? refuse('carrier-missing', { path: 'body.carrier', ...citing(profile.lines.providedBy) }) : null;
  const firm = await getFirm(tx, input.carrier, 'body.carrier');
  if (!(await firmHoldsRole(tx, firm.id, 'carrier', institution)))
    refuse('carrier-not-listed', { path: 'body.carrier', value: input.carrier, ...citing(profile.lines.providedBy) });
  await mustBeInService(tx, { subject: 'carrier', ...firm }, institution, 'body.carrier');
  return firm.id;
}

/** NX-8: whoever applies to a carrier shows the agreement of the current year. A gate of this filing, never of daily admission. */
async function agreementOf(tx: Tx, institution: InstitutionView, profile: Profile, input: LineContent, appliesToCarrier: boolean) {
  const gated = saidValue(profile.lines.agreementOfTheYear) === 'line-filing' && appliesToCarrier;
  const number = input.agreementNumber;
  const agreement = number === undefined ? undefined : await findServiceAgreement(tx, institution.id, number);
  const year = Number(businessDate(tx.now).slice(0, 4));
  if ((gated && agreement?.year !== year) || (number !== undefined && agreement === undefined))
    refuse('agreement-not-of-the-year', {
      path: 'body.agreementNumber',
      value: number ?? null,
      rule: String(year),
      ...(gated ? citing(profile.lines.agreementOfTheYear) : {}),
      detail: {
        zh: agreement === undefined ? `没有登记编号为 ${number ?? '（未填）'} 的有效协议` : `协议年度为 ${agreement.year}，当年为 ${year}`,
        en:
          agreement === undefined
            ? `no agreement ${number ?? '(none given)'} is on record`
            : `it is of ${agreement.year}, this year is ${year}`,
      },
    });
  return agreement;
}
