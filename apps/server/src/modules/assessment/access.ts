import { type Check, conforms, doesNot, list, partly, territories, unless } from './finding.ts';

/** NX-附3.2 group 2 访问控制. */
export const access: Readonly<Record<string, Check>> = {
  '2a-1': ({ accounts, authority }) =>
    conforms(
      `${accounts.active} 个启用账号各有一个角色，共 ${authority.roles} 种`,
      `${accounts.active} active accounts hold one of ${authority.roles} roles each`,
    ),
  '2a-2': ({ accounts, probes }) =>
    unless(
      [
        ...probes.anonymous
          .filter(({ status }) => status !== 401)
          .map(({ path, status }) => doesNot(`匿名可访问 ${path}（${status}）`, `nobody may call ${path} (${status})`)),
        accounts.knownPassword.length > 0 &&
          doesNot(`演示口令可用：${list(accounts.knownPassword)}`, `the printed password opens: ${list(accounts.knownPassword)}`),
      ],
      conforms('匿名访问被拒绝，没有缺省账号', 'nobody gets in without a login; there is no default account'),
    ),
  '2b-1': ({ accounts, host }) =>
    host.demonstrationData
      ? doesNot('演示账号仍在', 'the accounts of the demonstration are there')
      : conforms(`没有演示账号（${accounts.active} 个启用账号）`, `no demonstration accounts among ${accounts.active}`),
  '2b-2': ({ accounts }) =>
    accounts.knownPassword.length > 0
      ? doesNot(`缺省口令未修改：${list(accounts.knownPassword)}`, `default passwords stand: ${list(accounts.knownPassword)}`)
      : conforms('没有账号使用公开的口令', 'no account opens with a published password'),
  '2c-1': ({ accounts }) =>
    unless(
      [
        accounts.pastValidity.length > 0 &&
          doesNot(`过期账号：${list(accounts.pastValidity)}`, `expired accounts: ${list(accounts.pastValidity)}`),
        accounts.unused.length > 0 && doesNot(`久未使用：${list(accounts.unused)}`, `unused accounts: ${list(accounts.unused)}`),
        accounts.doubled > 0 &&
          doesNot(`${accounts.doubled} 人有同岗位的多个账号`, `${accounts.doubled} people hold several accounts of one role`),
        accounts.officersUnidentified.length > 0 &&
          doesNot(
            `管理员账号没有对应到人：${list(accounts.officersUnidentified)}`,
            `officers without a person: ${list(accounts.officersUnidentified)}`,
          ),
      ],
      conforms('没有过期或久未使用的账号；管理员账号与人一一对应', 'no expired or unused account; each officer is one person'),
    ),
  '2c-2': ({ accounts, rules }) => {
    const off = territories(rules.filter(({ unusedDays }) => unusedDays === 0));
    return unless(
      [
        accounts.pastValidity.length > 0 &&
          doesNot(`过期账号未停用：${list(accounts.pastValidity)}`, `expired and active: ${list(accounts.pastValidity)}`),
        off.some && doesNot(`不停用久未使用的账号：${off.zh}`, `unused accounts stay active: ${off.en}`),
        rules.some((one) => !one.accessReviews) && partly('未开启每季度权限复核', 'the quarterly access review is off'),
      ],
      conforms('到期和久未使用即停用，每季度复核', 'expired and unused accounts are disabled, and reviewed each quarter'),
    );
  },
  '2d-1': ({ authority }) =>
    authority.roles > 1
      ? conforms(`${authority.roles} 种角色`, `${authority.roles} roles`)
      : doesNot('没有角色划分', 'there are no roles apart'),
  '2d-2': ({ authority }) =>
    unless(
      [
        authority.missingGuards.length > 0 &&
          doesNot(`数据库缺少约束：${list(authority.missingGuards)}`, `guards missing in the database: ${list(authority.missingGuards)}`),
        authority.overlapping.length > 0 &&
          doesNot(`一人兼任：${list(authority.overlapping)}`, `one person, two duties: ${list(authority.overlapping)}`),
      ],
      conforms('三员由不同的人担任，由数据库约束', 'the three officers are three people, by constraint of the database'),
    ),
  '2d-3': ({ authority }) =>
    authority.excessive.length > 0
      ? doesNot(`服务登录权限过大：${list(authority.excessive)}`, `the servers’ login may too much: ${list(authority.excessive)}`)
      : conforms(
          '服务登录不是所有者、不是超级用户、不越过行级安全',
          'the servers’ login owns nothing, is no superuser, and does not pass row security',
        ),
  '2e-1': ({ authority }) =>
    authority.byOnePerson.length > 0
      ? doesNot(`一人建立又启用：${list(authority.byOnePerson)}`, `created and activated by one person: ${list(authority.byOnePerson)}`)
      : conforms('系统管理员建立，安全保密管理员启用', 'the administrator creates, the security officer activates'),
  '2e-2': ({ authority }) =>
    authority.unforced.length > 0
      ? doesNot(`未强制行级安全：${list(authority.unforced)}`, `row security is not forced on ${list(authority.unforced)}`)
      : conforms(
          `${authority.territoryTables} 张有辖区的表均强制行级安全`,
          `row security is forced on all ${authority.territoryTables} tables of a territory`,
        ),
  '2e-3': ({ probes, authority }) =>
    unless(
      [
        probes.forgedToken !== 401 && doesNot(`伪造令牌得到 ${probes.forgedToken}`, `a forged token got ${probes.forgedToken}`),
        authority.unforced.length > 0 &&
          doesNot(`可越过辖区的表：${list(authority.unforced)}`, `tables without territory: ${list(authority.unforced)}`),
      ],
      conforms('伪造令牌被拒绝；辖区由数据库强制', 'a forged token is refused; territory is forced by the database'),
    ),
  '2f-1': ({ authority }) =>
    authority.unforced.length > 0
      ? doesNot(`未到记录级：${list(authority.unforced)}`, `not down to the record: ${list(authority.unforced)}`)
      : conforms('主体为用户和程序密钥，客体到记录和字段', 'users and programs’ keys, down to record and field'),
  '2g-1': ({ authority }) =>
    unless(
      [
        authority.ungraded.length > 0 &&
          doesNot(`未分级的列：${list(authority.ungraded)}`, `columns without a grade: ${list(authority.ungraded)}`),
        authority.rolesWithoutClearance.length > 0 &&
          doesNot(
            `没有密级的角色：${list(authority.rolesWithoutClearance)}`,
            `roles without clearance: ${list(authority.rolesWithoutClearance)}`,
          ),
      ],
      conforms(
        `${authority.graded} 列均有等级，各角色均有可阅等级`,
        `${authority.graded} columns are graded and every role has a clearance`,
      ),
    ),
  '2g-2': ({ authority, stored }) =>
    unless(
      [
        authority.ungraded.length > 0 &&
          doesNot(`未分级的列不受控制：${list(authority.ungraded)}`, `ungraded, so uncontrolled: ${list(authority.ungraded)}`),
        stored.unguarded.length > 0 && doesNot(`未受保护的列：${list(stored.unguarded)}`, `unguarded columns: ${list(stored.unguarded)}`),
      ],
      partly(
        '答复按角色遮蔽由测试保证，行级安全由数据库强制；本次未以每个角色登录核对',
        'masking by role is held by tests and rows by the database; this run logged in as nobody',
      ),
    ),
};
