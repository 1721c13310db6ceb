import type { Filing } from '../../api/views.ts';
import { TextField, YesNoField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { useWords } from '../../words/language.tsx';

/** The carrier's own audit of an application for its line (NX-8 备案审核). */
export function AuditLine({ filing }: { readonly filing: Filing }) {
  const { t } = useWords();
  if (filing.audits?.some((one) => one.passed) === true) return null;
  return (
    <Fill<{ passed: boolean; note?: string }>
      label={t('carrier.audit')}
      primary
      consequence={<ClauseLink clause="NX-8" />}
      act={(body) => ({ path: `/line-filings/${filing.id}/audit`, body, version: filing.version })}
    >
      <YesNoField name="passed" label={t('carrier.result')} yes={t('carrier.passed')} no={t('carrier.failed')} />
      <TextField name="note" label={t('common.note')} rows={2} max={500} optional />
    </Fill>
  );
}

/** Which MACs the carrier has bound to an address on its line; what is not named any more is released. */
export function BindLine({ filing }: { readonly filing: Filing }) {
  const { t } = useWords();
  if (filing.audits?.some((one) => one.passed) !== true) return null;
  const bound = filing.bindings ?? [];
  return (
    <Fill<{ ip: string; macs: string }>
      label={t('carrier.bind')}
      consequence={<span className="faint">{t('carrier.bindConsequence')}</span>}
      initial={bound.length === 0 ? {} : { ip: bound[0]!.ip, macs: bound.map((one) => one.mac).join('\n') }}
      act={({ ip, macs }) => ({
        path: `/line-filings/${filing.id}/binding`,
        body: { ip, macs: (macs ?? '').split(/[\s,，、]+/).filter((mac) => mac !== '') },
      })}
    >
      <TextField name="ip" label={t('filings.ip')} max={45} />
      <TextField name="macs" label={t('carrier.macs')} rows={4} max={9000} hint={t('carrier.macsHint')} optional />
    </Fill>
  );
}
