import { Alert, Card, Flex } from 'antd';
import { useDivisionName } from '../../api/names.ts';
import { may } from '../../api/permission.ts';
import type { Person } from '../../api/session.ts';
import { useRead } from '../../api/use-api.ts';
import { Ask } from '../../parts/ask.tsx';
import { Loaded } from '../../parts/page.tsx';
import { shortTime } from '../../parts/time.ts';
import { type Text, useWords } from '../../words/language.tsx';

interface Standing {
  readonly state: 'none' | 'unsigned' | 'forged' | 'holds' | 'differs' | 'asked';
  readonly differs: readonly string[];
  readonly signedAt: string | null;
  readonly asked: { readonly id: string; readonly reason: string; readonly requestedAt: string } | null;
}

const KIND = { none: 'info', unsigned: 'warning', forged: 'error', holds: 'success', differs: 'warning', asked: 'info' } as const;

/** 重要设置的签署: whether the settings are those that two officers signed, and what differs (NX-附3.2-5a). */
export function SigningCard({
  person,
  titles,
}: {
  readonly person: Person;
  readonly titles: readonly { readonly name: string; readonly title: Text }[];
}) {
  const { t, named, said } = useWords();
  const divisionName = useDivisionName();
  const reading = useRead<Standing>('/settings-signing');
  const place = (code: string) => (code === '*' ? t('signing.everywhere') : divisionName(code));
  /** `identity.640000.secondFactor`, `ranges.640000 auditor 10.0.0.0/8`, `environment.CLAMAV_URL` */
  const nameOf = (setting: string) => {
    const [, part, rest] = /^(\w+)\.(.*)$/s.exec(setting) ?? [null, '', setting];
    if (part === 'ranges') {
      const [prov, role, range] = rest!.split(' ');
      return t('signing.range', { place: place(prov!), role: named('role', role!), range: range! });
    }
    if (part !== 'identity') return t('signing.environment', { name: rest! });
    const [prov, name] = rest!.split('.');
    const title = titles.find((one) => one.name === name)?.title;
    return t('signing.identity', { place: place(prov!), what: title === undefined ? name! : said(title) });
  };
  return (
    <Card size="small" title={t('signing.title')}>
      <p className="faint">{t('signing.what')}</p>
      <Loaded of={reading}>
        {({ state, differs, signedAt, asked }) => (
          <div className="column">
            <Alert
              type={KIND[state]}
              showIcon
              title={named('signing.state', state)}
              description={signedAt === null ? undefined : t('signing.signedAt', { at: shortTime(signedAt) })}
            />
            {differs.length > 0 && (
              <ul aria-label={t('signing.differs')}>
                {differs.map((one) => (
                  <li key={one}>{nameOf(one)}</li>
                ))}
              </ul>
            )}
            {asked !== null && <p>{t('signing.asked', { at: shortTime(asked.requestedAt), reason: asked.reason })}</p>}
            <Flex gap={8}>
              {state !== 'none' && state !== 'holds' && may(person, 'postSettingsSigning') && (
                <Ask
                  label={t('signing.ask')}
                  consequence={<span>{t('signing.askWhat')}</span>}
                  text={t('signing.reason')}
                  act={(reason) => ({ path: '/settings-signing', body: { reason } })}
                />
              )}
              {asked !== null && may(person, 'postSettingsSigningIdApproval') && (
                <Ask
                  primary
                  label={t('signing.approve')}
                  consequence={<span>{t('signing.approveWhat', { count: differs.length })}</span>}
                  act={() => ({ path: `/settings-signing/${asked.id}/approval` })}
                />
              )}
            </Flex>
          </div>
        )}
      </Loaded>
    </Card>
  );
}
