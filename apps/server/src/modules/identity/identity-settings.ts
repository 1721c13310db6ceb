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
  requestsOfAccount: whole(
    '一个账号每分钟的请求数',
    'requests a minute of one account',
    null,
    { min: 60, max: 1_000_000, unit: 'times' },
    1200,
    600_000,
  ),
  requestsOfAddress: whole(
    '一个地址每分钟未经识别的请求数',
    'requests a minute of one address by nobody who is known',
    null,
    { min: 60, max: 1_000_000, unit: 'times' },
    1200,
    600_000,
  ),
  requestsOfGateway: whole(
    '一个地址每分钟未经证明的网关请求数',
    'requests a minute of one address that no gateway has proven',
    null,
    { min: 60, max: 1_000_000, unit: 'times' },
    1200,
    6000,
  ),
  alertMinutes: whole('多长时间内的信号一并计算', 'signals are counted over', 'NX-附3.2-4f', { min: 1, max: 1440, unit: 'minute' }, 10),
  alertAccountsOfAddress: whole(
    '同一地址尝试多少个账号即报警',
    'accounts tried from one address that raise an alert',
    'NX-附3.2-4f',
    { min: 2, max: 1000, unit: 'times' },
    5,
  ),
  alertAddressesOfAccount: whole(
    '同一账号从多少个地址被试即报警',
    'addresses that one account is tried from',
    'NX-附3.2-4f',
    { min: 2, max: 1000, unit: 'times' },
    5,
  ),
  alertFailedLogins: whole('全部登录失败多少次即报警', 'failed logins in all', 'NX-附3.2-4f', { min: 5, max: 100_000, unit: 'times' }, 200),
  alertProbes: whole(
    '同一账号或地址试探多少处即报警',
    'places that one account or address probes in vain',
    'NX-附3.2-4f',
    { min: 5, max: 10_000, unit: 'times' },
    30,
  ),
  alertForgedTokens: whole(
    '同一地址出示多少个伪造令牌即报警',
    'tokens nobody was given, from one address',
    'NX-附3.2-4f',
    { min: 2, max: 1000, unit: 'times' },
    10,
  ),
  alertForgedSignatures: whole(
    '同一密钥或地址签名不符多少次即报警',
    'signatures of one key or address that do not hold',
    'NX-附3.2-4f',
    { min: 2, max: 1000, unit: 'times' },
    10,
  ),
  alertReplays: whole(
    '同一密钥的请求被重放多少次即报警',
    'requests of one key sent again',
    'NX-附3.2-4f',
    { min: 1, max: 1000, unit: 'times' },
    3,
  ),
  alertForgedGateways: whole(
    '网关请求不能证明多少次即报警',
    'requests in a gateway’s name that it did not sign',
    'NX-附3.2-4f',
    { min: 2, max: 1000, unit: 'times' },
    10,
  ),
  alertLimited: whole('超出频率多少次即报警', 'requests over a limit', 'NX-附3.2-4f', { min: 10, max: 1000000, unit: 'times' }, 1000),
  alertGatewaySeconds: whole('网关失联多少秒即报警', 'a gateway is silent for', 'NX-18', { min: 30, max: 3600, unit: 'second' }, 120),
  alertAuditLateMinutes: whole(
    '审计签名或送达迟多少分钟即报警',
    'the audit is signed or delivered this late',
    'NX-附3.2-3c',
    { min: 2, max: 1440, unit: 'minute' },
    15,
  ),
  alertClockSeconds: whole('时钟倒退多少秒即报警', 'the clock goes back by', 'NX-附3.2-3b', { min: 1, max: 3600, unit: 'second' }, 5),
  auditVerifyHours: whole(
    '多长时间全面核验一次审计',
    'the whole audit is verified every',
    'NX-附3.2-3c',
    { min: 1, max: 168, unit: 'hour' },
    24,
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

/**
 * The values of the installation as a whole: the national officers', or, where all officers are one province's, theirs. Two provinces without
 * the nation's officers: the defaults.
 */
export async function settingsOfInstallation(db: Kysely<Database>, mode: Mode): Promise<IdentitySettings> {
  const rows = await db
    .selectFrom('account')
    .select('prov')
    .distinct()
    .where('active', '=', true)
    .where('role', '=', 'security-officer')
    .limit(3)
    .execute();
  return settingsFor(db, mode, rows.length === 1 ? rows[0]!.prov : null);
}

/** The values alone. */
export async function settingsFor(db: Kysely<Database>, mode: Mode, prov: string | null): Promise<IdentitySettings> {
  const standing = await standingSettings(db, mode, prov);
  return Object.fromEntries(Object.entries(standing).map(([name, { value }]) => [name, value])) as IdentitySettings;
}
