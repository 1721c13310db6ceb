import { useFirms } from '../../api/firms.ts';
import type { Person } from '../../api/session.ts';
import type { Agreement } from '../../api/views.ts';
import { CountField, DayField, PickField, TextField, TicksField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { useWords } from '../../words/language.tsx';

const KINDS = ['security-agreement', 'commitment', 'confidentiality-agreement', 'intellectual-property-agreement'];
const CLAUSES: Record<string, string> = {
  'security-agreement': 'TS-5',
  'confidentiality-agreement': 'NX-22',
  'intellectual-property-agreement': 'NX-22',
};
const SIGNED_BY: Record<string, string[]> = { 'security-agreement': ['institution', 'bureau'], commitment: ['institution'] };

interface AgreementValues {
  readonly kind: string;
  readonly signed: readonly string[];
  readonly signatories?: { readonly firm?: string };
  readonly number?: string;
  readonly subject?: string;
  readonly copies?: number;
  readonly signedOn: string;
  readonly validTo?: string;
  readonly replaces?: string;
}

interface RecordAgreementProps {
  readonly code: string;
  /** those in force: one may take the place of another */
  readonly standing: readonly Agreement[];
  readonly person: Person;
}

/** A signed agreement goes on record; who signs which kind stands in the texts, and the server says where it does not fit. */
export function RecordAgreement({ code, standing, person }: RecordAgreementProps) {
  const { t, named } = useWords();
  const firms = useFirms(person, 'vendor');
  return (
    <Fill<AgreementValues>
      label={t('agreement.record')}
      primary
      wide
      initial={{ kind: KINDS[0]!, signed: ['institution', 'bureau'] }}
      act={({ signed, signatories, ...rest }) => ({
        path: `/institutions/${code}/agreements`,
        body: {
          ...rest,
          signatories: { institution: signed.includes('institution'), bureau: signed.includes('bureau'), ...signatories },
        },
      })}
    >
      {({ kind = '' }) => (
        <>
          <PickField name="kind" label={t('common.kind')} options={KINDS.map((one) => ({ value: one, label: named('agreement', one) }))} />
          <TicksField
            name="signed"
            label={t('agreement.signatories')}
            hint={
              <>
                {t('agreement.signedBy', { parties: (SIGNED_BY[kind] ?? ['firm']).map((one) => named('signatory', one)).join('、') })}{' '}
                {CLAUSES[kind] !== undefined && <ClauseLink clause={CLAUSES[kind]} />}
              </>
            }
            options={['institution', 'bureau'].map((one) => ({ value: one, label: named('signatory', one) }))}
          />
          {SIGNED_BY[kind] === undefined && <PickField name={['signatories', 'firm']} label={t('agreement.firm')} options={firms} />}
          <div className="form-part">
            <TextField name="number" label={t('common.number')} max={60} optional />
            <TextField name="subject" label={t('agreement.subject')} optional />
            <CountField name="copies" label={t('agreement.copies')} max={20} optional />
            <DayField name="signedOn" label={t('agreement.signedOn')} />
            <DayField name="validTo" label={t('agreement.validTo')} optional />
            <PickField
              name="replaces"
              label={t('agreement.replaces')}
              optional
              options={standing
                .filter((one) => one.kind === kind)
                .map((one) => ({ value: one.id, label: `${one.number ?? named('agreement', one.kind)} ${one.signedOn}` }))}
            />
          </div>
        </>
      )}
    </Fill>
  );
}
