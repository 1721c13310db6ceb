import { Card, Descriptions } from 'antd';
import { useRead } from '../../api/use-api.ts';
import { TextField, YesNoField } from '../../parts/fields.tsx';
import { Fill } from '../../parts/fill.tsx';
import { Loaded } from '../../parts/page.tsx';
import { useWords } from '../../words/language.tsx';
import { hourOf, minuteOf } from './minutes.ts';

interface Preference {
  readonly email: string | null;
  readonly wanted: boolean;
  readonly digest: boolean;
  /** minutes of the Beijing day */
  readonly digestAt: number;
  readonly quietFrom: number | null;
  readonly quietUntil: number | null;
  readonly quietOnRestDays: boolean;
  readonly version: number;
  readonly mailConfigured: boolean;
}

interface Wishes {
  readonly email?: string;
  readonly wanted: boolean;
  readonly digest: boolean;
  readonly digestAt: string;
  readonly quietFrom?: string;
  readonly quietUntil?: string;
  readonly quietOnRestDays: boolean;
}

/** Whether notices also go by mail, at once or gathered once a day, and when mails keep quiet. */
export function PreferenceCard() {
  const { t } = useWords();
  const reading = useRead<Preference>('/notification-preference');
  return (
    <Card title={t('mail.title')} extra={reading.data !== undefined && <Change preference={reading.data} />}>
      <Loaded of={reading} rows={2}>
        {(one) => (
          <>
            {!one.mailConfigured && <p className="owed">{t('mail.notConfigured')}</p>}
            <Descriptions
              size="small"
              column={{ xs: 1, md: 2 }}
              items={[
                { key: 'wanted', label: t('mail.wanted'), children: t(one.wanted ? 'common.yes' : 'common.no') },
                { key: 'email', label: t('mail.address'), children: one.email ?? t('common.none') },
                { key: 'digest', label: t('mail.digest'), children: one.digest ? hourOf(one.digestAt) : t('common.no') },
                {
                  key: 'quiet',
                  label: t('mail.quiet'),
                  children:
                    one.quietFrom === null || one.quietUntil === null
                      ? t('common.none')
                      : `${hourOf(one.quietFrom)}—${hourOf(one.quietUntil)}`,
                },
                { key: 'rest', label: t('mail.restDays'), children: t(one.quietOnRestDays ? 'common.yes' : 'common.no') },
              ]}
            />
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Change({ preference: one }: { readonly preference: Preference }) {
  const { t } = useWords();
  const answers = { yes: t('common.yes'), no: t('common.no') };
  return (
    <Fill<Wishes>
      label={t('mail.change')}
      initial={{
        wanted: one.wanted,
        digest: one.digest,
        digestAt: hourOf(one.digestAt),
        quietOnRestDays: one.quietOnRestDays,
        ...(one.email === null ? {} : { email: one.email }),
        ...(one.quietFrom === null ? {} : { quietFrom: hourOf(one.quietFrom) }),
        ...(one.quietUntil === null ? {} : { quietUntil: hourOf(one.quietUntil) }),
      }}
      act={({ email, digestAt, quietFrom, quietUntil, ...rest }) => ({
        method: 'PUT',
        path: '/notification-preference',
        version: one.version,
        body: {
          ...rest,
          email: email ?? null,
          digestAt: minuteOf(digestAt) ?? one.digestAt,
          quietFrom: minuteOf(quietFrom),
          quietUntil: minuteOf(quietUntil),
        },
      })}
    >
      <YesNoField name="wanted" label={t('mail.wanted')} {...answers} />
      <TextField name="email" label={t('mail.address')} optional />
      <YesNoField name="digest" label={t('mail.digest')} {...answers} />
      <TextField name="digestAt" label={t('mail.digestAt')} max={5} hint={t('mail.hour')} />
      <TextField name="quietFrom" label={t('mail.quietFrom')} max={5} hint={t('mail.hour')} optional />
      <TextField name="quietUntil" label={t('mail.quietUntil')} max={5} hint={t('mail.hour')} optional />
      <YesNoField name="quietOnRestDays" label={t('mail.restDays')} {...answers} />
    </Fill>
  );
}
