import type { Kysely } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';

interface Whole {
  readonly min: number;
  readonly max: number;
  readonly unit: 'times' | 'second' | 'minute' | 'hour' | 'day' | 'month' | 'password';
}

// The texts name the duty (`clause`), never the number: every default is ours.
const whole = (zh: string, en: string, clause: string | null, bounds: Whole, production: number, demonstration = production) => ({
  title: { zh, en },
  clause,
  bounds,
  choices: null,
  byDefault: { production, demonstration },
});
const choice = <const Choices extends readonly string[]>(
  zh: string,
  en: string,
  clause: string | null,
  choices: Choices,
  production: Choices[number],
  demonstration: Choices[number],
) => ({ title: { zh, en }, clause, bounds: null, choices, byDefault: { production, demonstration } });

const ON_OFF = ['on', 'off'] as const;

/** What the security officer sets, within bounds. A demonstration's defaults relax what would stand in the way of showing the rest. */
export const SETTINGS = {
  lockAfter: whole(
    '连续失败多少次后锁定账号',
    'failed logins in a row that lock an account',
    'NX-附3.2-1b',
    { min: 3, max: 10, unit: 'times' },
    5,
  ),
  lockSeconds: whole(
    '首次锁定多少秒，之后逐次加倍',
    'first lock; each further failure doubles it',
    'NX-附3.2-1b',
    { min: 30, max: 3600, unit: 'second' },
    60,
  ),
  lockCeilingSeconds: whole('锁定最长多少秒', 'longest lock', null, { min: 60, max: 86_400, unit: 'second' }, 3600),
  addressLockAfter: whole(
    '同一地址失败多少次后锁定该地址',
    'failed logins that lock an address',
    null,
    { min: 5, max: 1000, unit: 'times' },
    20,
    200,
  ),
  addressLockMinutes: whole(
    '地址失败的计数与锁定时间',
    'how long failures of an address count, and it stays locked',
    null,
    { min: 1, max: 1440, unit: 'minute' },
    15,
  ),
  idleMinutes: whole('无操作多少分钟后退出', 'a session ends when idle for', 'NX-附3.2-1b', { min: 5, max: 120, unit: 'minute' }, 30),
  sessionHours: whole('登录最长多少小时', 'a session ends after', null, { min: 1, max: 24, unit: 'hour' }, 12),
  passwordHistory: whole(
    '不得与最近多少个密码相同',
    'last passwords that may not come back',
    null,
    { min: 3, max: 24, unit: 'password' },
    5,
  ),
  unusedDays: whole(
    '多少天未登录即停用账号（0：不停用）',
    'accounts unused for this long are disabled (0: never)',
    'NX-附3.2-2c',
    { min: 0, max: 365, unit: 'day' },
    90,
    0,
  ),
  reviewDays: whole('每季度权限复核的办理期限', 'days to do the quarter’s access review', null, { min: 5, max: 90, unit: 'day' }, 30),
  secondFactor: choice(
    '哪些人须有第二因素',
    'who must have a second factor',
    'NX-附3.2-1d',
    ['everybody', 'officers', 'nobody'],
    'everybody',
    'nobody',
  ),
  firstChange: choice('首次登录须更换密码', 'the first login changes the password', 'NX-附3.2-1a', ON_OFF, 'on', 'off'),
  passwordExpiry: choice('按规定期限更换密码', 'passwords are changed as often as the text says', 'NX-13', ON_OFF, 'on', 'off'),
  oneSession: choice(
    '一人同时只有一个登录',
    'one login per person at a time',
    'JC-12',
    ['everybody', 'where-lending-is-forbidden', 'nobody'],
    'where-lending-is-forbidden',
    'nobody',
  ),
  accessReviews: choice('每季度复核权限', 'access is reviewed each quarter', 'NX-附3.2-2c', ON_OFF, 'on', 'off'),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type IdentitySettings = {
  readonly [Name in SettingName]: (typeof SETTINGS)[Name]['choices'] extends readonly (infer Choice)[] ? Choice : number;
};
export type Mode = 'production' | 'demonstration';

/** Whether a value may be set; null: it may, else what is allowed. In production nothing is switched off that a text asks for. */
export function settingFault(name: SettingName, value: unknown, mode: Mode): string | null {
  const setting = SETTINGS[name];
  if (setting.choices !== null) return (setting.choices as readonly unknown[]).includes(value) ? null : setting.choices.join(' | ');
  const { min, max } = boundsOf(name, mode)!;
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max ? null : `${min}–${max}`;
}

/** Accounts that nobody uses are disabled in every production installation: 0 is a demonstration's. */
export function boundsOf(name: SettingName, mode: Mode): { min: number; max: number } | null {
  const { bounds } = SETTINGS[name];
  if (bounds === null) return null;
  return { min: name === 'unusedDays' && mode === 'production' ? 30 : bounds.min, max: bounds.max };
}

export interface StandingSetting {
  readonly value: string | number;
  readonly source: 'default' | 'installation' | 'province';
}

/** Every setting as it stands for a province; null: for those above all provinces. The province's own value comes first. */
export async function standingSettings(
  db: Kysely<Database>,
  mode: Mode,
  prov: string | null,
): Promise<Record<SettingName, StandingSetting>> {
  const rows = await db
    .selectFrom('identity_setting')
    .select(['prov', 'name', 'value'])
    .where('ended_at', 'is', null)
    .where((eb) => eb.or([eb('prov', 'is', null), ...(prov === null ? [] : [eb('prov', '=', prov)])]))
    .execute();
  const standing = {} as Record<SettingName, StandingSetting>;
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const own = rows.find((row) => row.name === name && row.prov !== null);
    const general = rows.find((row) => row.name === name && row.prov === null);
    const row = own ?? general;
    const value = row?.value as string | number | undefined;
    standing[name] =
      row === undefined || settingFault(name, value, mode) !== null
        ? { value: SETTINGS[name].byDefault[mode], source: 'default' }
        : { value: value!, source: own === undefined ? 'installation' : 'province' };
  }
  return standing;
}

/** The values alone. */
export async function settingsFor(db: Kysely<Database>, mode: Mode, prov: string | null): Promise<IdentitySettings> {
  const standing = await standingSettings(db, mode, prov);
  return Object.fromEntries(Object.entries(standing).map(([name, { value }]) => [name, value])) as IdentitySettings;
}
