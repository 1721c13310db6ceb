import { Card } from 'antd';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { TicksField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { ClauseLink } from '../../parts/reason-card.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import type { Application } from './application.ts';

/** 接入具备条件: one that is not met, and admission is not granted. The vendor of the system says which are, for the system applied for. */
export function Conditions({ application, person }: { readonly application: Application; readonly person: Person }) {
  const { t, said } = useWords();
  if (application.conditions.length === 0) return null;
  const vouches = may(person, 'postApplicationsNumberConditions') && application.steps.length > 0 && application.system !== null;
  return (
    <Card title={t('application.conditions')} extra={vouches && <Vouch application={application} />}>
      <ul className="plain-list">
        {application.conditions.map((one) => (
          <li key={one.code}>
            <span>{said(one.title)}</span> <ClauseLink clause={one.clause} />{' '}
            <span className={one.vouchedAt === null ? 'owed' : 'faint'}>
              {one.vouchedAt === null ? t('application.notVouched') : `${t('application.vouched')} ${shortTime(one.vouchedAt)}`}
            </span>
          </li>
        ))}
      </ul>
      {!vouches && application.conditions.some((one) => one.vouchedAt === null) && (
        <span className="faint">{t('conditions.byVendor')}</span>
      )}
    </Card>
  );
}

function Vouch({ application }: { readonly application: Application }) {
  const { t, said } = useWords();
  const { conditions, number, system } = application;
  return (
    <Fill<{ conditions: string[] }>
      label={t('conditions.vouch')}
      primary
      wide
      consequence={<p>{t('conditions.promise', { system: system?.name ?? '' })}</p>}
      initial={{ conditions: conditions.filter((one) => one.vouchedAt !== null).map((one) => one.code) }}
      act={(body) => ({ path: `/applications/${number}/conditions`, body })}
    >
      <TicksField
        name="conditions"
        label={t('application.conditions')}
        options={conditions.map((one) => ({ value: one.code, label: `${said(one.title)}（${one.clause}）` }))}
      />
    </Fill>
  );
}
