import { CountField, DayField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { useWords } from '../../words/language.tsx';

/** The agreement of the year by which an institution is designated (定点服务协议). */
export function SignServiceAgreement({ code }: { readonly code: string }) {
  const { t } = useWords();
  return (
    <Fill<{ number: string; year: number; validFrom: string; validTo?: string }>
      label={t('service.record')}
      act={(body) => ({ path: `/institutions/${code}/service-agreements`, body })}
    >
      <TextField name="number" label={t('common.number')} max={60} />
      <CountField name="year" label={t('service.year')} min={2000} max={2100} />
      <DayField name="validFrom" label={t('service.validFrom')} />
      <DayField name="validTo" label={t('service.validTo')} optional />
    </Fill>
  );
}
