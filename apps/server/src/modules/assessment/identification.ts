import { type Check, conforms, doesNot, list, notApplicable, partly, territories, unless } from './finding.ts';
import type { AccountRules, Measured } from './measured.ts';

/** NX-附3.2 group 1 身份鉴别. */
const of = (measured: Measured, fault: (rules: AccountRules) => boolean) => territories(measured.rules.filter(fault));

export const identification: Readonly<Record<string, Check>> = {
  '1a-1': ({ probes }) =>
    unless(
      probes.anonymous
        .filter(({ status }) => status !== 401)
        .map(({ path, status }) => doesNot(`未登录访问 ${path} 得到 ${status}`, `${path} answered ${status} to nobody`)),
      conforms(
        `未登录访问 ${probes.anonymous.length} 个接口均为 401；错误的登录为 ${probes.wrongLogin.status}`,
        `${probes.anonymous.length} routes answered 401 without a login; a wrong login ${probes.wrongLogin.status}`,
      ),
    ),
  '1a-2': ({ accounts }) =>
    unless(
      [
        !accounts.loginsUnique && doesNot('数据库没有登录名唯一约束', 'the database has no unique constraint on logins'),
        accounts.repeatedLogins > 0 && doesNot(`${accounts.repeatedLogins} 个登录名重复`, `${accounts.repeatedLogins} logins repeat`),
      ],
      conforms(`${accounts.active} 个启用账号，登录名由数据库保证唯一`, `${accounts.active} active accounts, logins unique by constraint`),
    ),
  '1a-3': ({ accounts }) =>
    accounts.withoutPassword.length > 0
      ? doesNot(`空口令账号：${list(accounts.withoutPassword)}`, `accounts with an empty password: ${list(accounts.withoutPassword)}`)
      : conforms('没有空口令账号（核对全部启用账号）', 'no active account has an empty password'),
  '1a-4': (measured) => {
    const weak = of(measured, ({ minLength, classes }) => minLength < 8 || (classes < 4 && minLength < 12));
    const kept = of(measured, ({ passwordExpiry, changeDays }) => !passwordExpiry || changeDays === null || changeDays > 90);
    return unless(
      [
        weak.some && doesNot(`口令复杂度不足：${weak.zh}`, `passwords may be too simple: ${weak.en}`),
        kept.some && doesNot(`未要求定期更换口令：${kept.zh}`, `passwords are not changed periodically: ${kept.en}`),
      ],
      conforms('各省的口令长度、字符类别和更换期限均已启用', 'length, classes and periodic change are on in every province'),
    );
  },
  '1b-1': ({ probes }) =>
    probes.wrongLogin.status === 401 && probes.unknownLogin.status === 401 && probes.wrongLogin.code === probes.unknownLogin.code
      ? conforms('登录失败统一答复，不说明账号是否存在', 'a failed login is answered alike whether or not the account exists')
      : doesNot(
          `账号存在与否答复不同：${probes.wrongLogin.code}、${probes.unknownLogin.code}`,
          `the answers differ: ${probes.wrongLogin.code}, ${probes.unknownLogin.code}`,
        ),
  '1b-2': (measured) => {
    const open = of(
      measured,
      ({ lockAfter, lockSeconds, addressLockAfter }) => lockAfter < 1 || lockAfter > 10 || lockSeconds < 30 || addressLockAfter < 1,
    );
    return open.some
      ? doesNot(`失败次数不锁定：${open.zh}`, `failed logins lock nothing: ${open.en}`)
      : conforms(
          `连续失败 ${measured.rules[0]?.lockAfter} 次锁定账号，同一地址失败 ${measured.rules[0]?.addressLockAfter} 次锁定地址`,
          `${measured.rules[0]?.lockAfter} failures lock the account, ${measured.rules[0]?.addressLockAfter} the address`,
        );
  },
  '1b-3': (measured) => {
    const open = of(
      measured,
      ({ idleMinutes, sessionHours }) => idleMinutes < 1 || idleMinutes > 120 || sessionHours < 1 || sessionHours > 24,
    );
    return open.some
      ? doesNot(`会话不因超时退出：${open.zh}`, `sessions do not end when idle: ${open.en}`)
      : conforms(`空闲 ${measured.rules[0]?.idleMinutes} 分钟退出`, `a session ends after ${measured.rules[0]?.idleMinutes} idle minutes`);
  },
  '1c-1': ({ transport, rules }) => {
    if (rules.length > 0 && rules.every(({ remoteManagement }) => remoteManagement === 'forbidden'))
      return notApplicable('所在地规定禁止远程管理', 'the text of the place forbids remote management');
    if (transport.listens.length === 0) return doesNot('没有找到监听地址', 'no listening address was found');
    if (transport.portal?.startsWith('https://')) return conforms(`经 ${transport.portal} 管理`, `managed at ${transport.portal}`);
    if (transport.served === 'tls') return conforms('经服务器自己的 TLS 管理', 'managed over the server’s own TLS');
    const remote = transport.listens.filter((address) => !isLoopback(address));
    return remote.length > 0
      ? doesNot(`在 ${list(remote)} 以明文监听`, `listens in plain text on ${list(remote)}`)
      : partly('仅在本机回环地址监听，没有设置 https 门户地址', 'listens on loopback only; no https portal is named');
  },
  '1d-1': (measured) => {
    const open = of(measured, ({ secondFactor }) => secondFactor !== 'everybody');
    const { withoutFactor, liveWithoutFactor } = measured.accounts;
    return unless(
      [
        open.some && doesNot(`未要求所有用户使用第二因素：${open.zh}`, `a second factor is not asked of everybody: ${open.en}`),
        liveWithoutFactor > 0 && doesNot(`${liveWithoutFactor} 个会话未经第二因素`, `${liveWithoutFactor} live sessions without a factor`),
      ],
      conforms(
        `所有用户须有第二因素；${withoutFactor} 人尚未登记，登记前不能办理业务`,
        `everybody needs a second factor; ${withoutFactor} have not enrolled and can do nothing before`,
      ),
    );
  },
  '1d-2': (measured) => {
    const open = of(measured, ({ secondFactor }) => secondFactor !== 'everybody');
    const kinds = Object.entries(measured.accounts.factors).map(([kind, number]) => `${kind} ${number}`);
    return open.some
      ? doesNot(`未要求密码技术因素：${open.zh}`, `no cryptographic factor is asked for: ${open.en}`)
      : conforms(
          `可登记的因素均以密码技术实现（HMAC、WebAuthn、SM2）；已登记 ${kinds.join('、') || '0'}`,
          `every factor that can be enrolled is cryptographic (HMAC, WebAuthn, SM2); enrolled: ${kinds.join(', ') || '0'}`,
        );
  },
};

export function isLoopback(address: string): boolean {
  return /^(127\.|::1$|\[::1\]|localhost$|::ffff:127\.)/.test(address);
}
