import type { Filing } from '../../api/views.ts';
import { DocumentField } from '../../parts/document-field.tsx';
import { ChoiceField, DayField, TextField, YesNoField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { useWords } from '../../words/language.tsx';

/** The vouchers that are kept and shown at any time: of connection and of payment (NX-7). */
export function AttachVoucher({ filing }: { readonly filing: Filing }) {
  const { t, named } = useWords();
  return (
    <Fill<{ kind: string; number: string; issuedOn: string; note?: string; documentId?: string }>
      label={t('voucher.attach')}
      consequence={<ClauseLink clause="NX-7" />}
      initial={{ kind: 'connection' }}
      act={(body) => ({ path: `/line-filings/${filing.id}/vouchers`, body })}
    >
      <ChoiceField
        name="kind"
        label={t('voucher.kind')}
        options={['connection', 'payment'].map((one) => ({ value: one, label: named('voucherkind', one) }))}
      />
      <TextField name="number" label={t('voucher.number')} max={60} />
      <DayField name="issuedOn" label={t('voucher.issuedOn')} />
      <TextField name="note" label={t('common.note')} max={300} optional />
      <DocumentField name="documentId" label={t('voucher.file')} institution={filing.institution} />
    </Fill>
  );
}

/** The unit's examination of a device that it connects (TS-1(6)). What does not conform is said. */
export function ExamineTerminal({ filing }: { readonly filing: Filing }) {
  const { t } = useWords();
  const answers = { yes: t('examination.yes'), no: t('examination.no') };
  return (
    <Fill<{ examinedOn: string; dedicated: boolean; offline: boolean; protected: boolean; note?: string; documentId?: string }>
      label={t('examination.record')}
      consequence={<ClauseLink clause="TS-1(6)" />}
      act={(body) => ({ path: `/terminal-filings/${filing.id}/examination`, body })}
    >
      {(values) => (
        <>
          <DayField name="examinedOn" label={t('examination.on')} />
          <YesNoField name="dedicated" label={t('examination.dedicated')} {...answers} />
          <YesNoField name="offline" label={t('examination.offline')} {...answers} />
          <YesNoField name="protected" label={t('examination.protected')} {...answers} />
          <TextField
            name="note"
            label={t('examination.note')}
            rows={2}
            max={2000}
            optional={values.dedicated !== false && values.offline !== false && values.protected !== false}
          />
          <DocumentField name="documentId" label={t('voucher.file')} institution={filing.institution} />
        </>
      )}
    </Fill>
  );
}
