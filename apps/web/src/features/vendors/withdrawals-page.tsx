import { Segmented } from 'antd';
import { query } from '../../api/client.ts';
import { useCarriers, useSystems } from '../../api/firms.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { DivisionField } from '../../parts/division-field.tsx';
import { ChoiceField, PickField, TextField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNotice } from '../../parts/problem-notice.tsx';
import { useUrlState } from '../../parts/url-state.ts';
import { useWords } from '../../words/language.tsx';
import { WithdrawalTable } from './withdrawal-table.tsx';

interface Values {
  readonly subject: 'system' | 'carrier';
  readonly code: string;
  readonly city?: string;
  readonly effect: 'no-new' | 'ends';
  readonly reason: string;
}

/** 停用: taking something away that many stand on; whom it reaches is said before, giving it back takes a second person. */
export default function WithdrawalsPage({ person }: { readonly person: Person }) {
  const { t } = useWords();
  const [at, set] = useUrlState();
  const open = at('open') !== 'false';
  return (
    <Page title={t('withdrawals.title')} actions={may(person, 'postWithdrawals') && <Withdraw person={person} />}>
      <p className="faint">{t('withdrawals.what')}</p>
      <div className="filters">
        <Segmented
          aria-label={t('common.filter')}
          value={open ? 'true' : 'false'}
          onChange={(value) => set('open', value === 'true' ? '' : 'false')}
          options={[
            { value: 'true', label: t('withdrawals.open') },
            { value: 'false', label: t('withdrawals.everything') },
          ]}
        />
      </div>
      <WithdrawalTable key={String(open)} person={person} open={open} />
    </Page>
  );
}

function Withdraw({ person }: { readonly person: Person }) {
  const { t } = useWords();
  const systems = useSystems();
  const carriers = useCarriers();
  return (
    <Fill<Values> label={t('withdrawals.make')} danger initial={{ subject: 'system' }} act={(body) => ({ path: '/withdrawals', body })}>
      {({ subject, code, city, effect }) => (
        <>
          <ChoiceField
            name="subject"
            label={t('withdrawals.subject')}
            options={(['system', 'carrier'] as const).map((value) => ({ value, label: t(`withdrawals.${value}`) }))}
          />
          <PickField name="code" label={t('common.name')} options={subject === 'carrier' ? carriers : systems} />
          <DivisionField name="city" label={t('withdrawals.city')} hint={t('firms.cityHint')} optional person={person} levels={['city']} />
          <ChoiceField
            name="effect"
            label={t('withdrawals.effect')}
            options={(['no-new', 'ends'] as const).map((value) => ({ value, label: t(`withdrawals.${value}`) }))}
          />
          {subject !== undefined && code !== undefined && <Reach subject={subject} code={code} city={city} effect={effect} />}
          <TextField name="reason" label={t('withdrawals.reason')} rows={3} max={2000} />
        </>
      )}
    </Fill>
  );
}

function Reach({ subject, code, city, effect }: { subject: string; code: string; city: string | undefined; effect: string | undefined }) {
  const { t } = useWords();
  const reading = useRead<{ institutions: number }>(`/withdrawals/reach${query({ subject, code, city: city ?? null })}`);
  if (reading.error !== null) return <ProblemNotice error={reading.error} />;
  if (reading.data === undefined) return <p role="status">{t('withdrawals.reaching')}</p>;
  return (
    <p role="status">
      <b>
        {t(
          reading.data.institutions === 0
            ? 'withdrawals.reachNobody'
            : effect === 'no-new'
              ? 'withdrawals.reachNo-new'
              : 'withdrawals.reach',
          {
            count: reading.data.institutions.toLocaleString('en-US'),
          },
        )}
      </b>
    </p>
  );
}
