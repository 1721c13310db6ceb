import { Alert, Button, Card, Flex } from 'antd';
import { useState } from 'react';
import { useSession } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Fill } from '../../parts/fill.tsx';
import { Loaded, Nothing, Page } from '../../parts/page.tsx';
import { shortTime } from '../../parts/time.ts';
import { useWords } from '../../words/language.tsx';
import { EnrolFactor } from './enrol-factor.tsx';
import { OwnPasswordField } from './own-password-field.tsx';
import { OwnSessions } from './own-sessions.tsx';
import { PasswordForm } from './password-form.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

interface Factors {
  readonly factors: readonly { readonly id: string; readonly kind: string; readonly label: string; readonly lastUsedAt: string | null }[];
  readonly recoveryCodesLeft: number;
  readonly required: boolean;
}

/** 本人安全: one's own password, second factors, recovery codes and sessions. */
export default function SecurityPage() {
  const { t } = useWords();
  const relaxed = useSession()?.relaxed === true;
  return (
    <Page title={t('security.title')}>
      {relaxed && <Alert type="info" showIcon title={t('login.relaxed')} />}
      <div className="halves">
        <div className="column">
          <FactorsCard />
          <OwnSessions />
        </div>
        <Card title={t('password.change')}>
          <PasswordForm />
        </Card>
      </div>
    </Page>
  );
}

function FactorsCard() {
  const { t } = useWords();
  const reading = useRead<Factors>('/me/factors');
  const [adding, setAdding] = useState(false);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const added = () => {
    setAdding(false);
    void reading.refetch();
  };
  return (
    <Card
      title={t('security.factors')}
      extra={
        <Button size="small" onClick={() => setAdding(!adding)}>
          {t(adding ? 'common.cancel' : 'security.add')}
        </Button>
      }
    >
      {codes !== null ? (
        <RecoveryCodes codes={codes} kept={() => setCodes(null)} />
      ) : (
        <Loaded of={reading}>
          {(all) => (
            <div className="column">
              {all.factors.length === 0 && !adding && (
                <Nothing what={t('security.noFactors')} mend={t(all.required ? 'security.required' : 'security.advised')} />
              )}
              <FactorList factors={all} />
              {adding && <EnrolFactor limited={false} done={added} />}
              {all.factors.length > 0 && (
                <Flex justify="space-between" align="center" gap={8} wrap>
                  <span>{t('security.codesLeft', { count: all.recoveryCodesLeft })}</span>
                  <Fill<{ password: string }>
                    label={t('security.newCodes')}
                    consequence={<span>{t('security.newCodesWhat')}</span>}
                    act={(body) => ({ path: '/me/recovery-codes', body })}
                    done={(answer) => setCodes((answer as { recoveryCodes: readonly string[] }).recoveryCodes)}
                  >
                    <OwnPasswordField />
                  </Fill>
                </Flex>
              )}
            </div>
          )}
        </Loaded>
      )}
    </Card>
  );
}

function FactorList({ factors: { factors } }: { readonly factors: Factors }) {
  const { t, named } = useWords();
  return (
    <ul className="lines">
      {factors.map((factor) => (
        <li key={factor.id}>
          <span>
            {named('factor.kind', factor.kind)}
            <span className="faint">
              {' '}
              {factor.lastUsedAt === null ? t('security.neverUsed') : t('security.usedAt', { time: shortTime(factor.lastUsedAt) })}
            </span>
          </span>
          <Fill<{ password: string }>
            danger
            label={t('security.remove')}
            consequence={<span>{t('security.removeWhat', { factor: named('factor.kind', factor.kind) })}</span>}
            act={(body) => ({ path: `/me/factors/${factor.id}/removal`, body })}
          >
            <OwnPasswordField />
          </Fill>
        </li>
      ))}
    </ul>
  );
}
