import type { Text } from './finding.ts';

/** What makes an item fail: each command by itself; without one, why there is none. */
export interface Failing {
  readonly commands: readonly string[];
  readonly note: Text | null;
}

/** One of the 32 items: what makes it fail, to try it, and what no program can tell. */
export interface Item {
  readonly id: string;
  readonly fails: Failing;
  /** what a person must still look at; null: nothing */
  readonly person: Text | null;
}

const item = (id: string, fails: string | Text, zh = '', en = ''): Item => ({
  id,
  fails: typeof fails === 'string' ? { commands: [fails], note: null } : { commands: [], note: fails },
  person: zh === '' ? null : { zh, en },
});
const setting = (name: string, value: string) => `POST /api/v1/identity-settings/${name} {"value": ${value}}`;
const sql = (text: string) => `psql "$ANJIE_OWNER_DATABASE_URL" -c "${text}"`;

const PLAIN_MAIL = 'ANJIE_SMTP_URL=smtp://mail.example.cn ANJIE_SMTP_FROM=a@example.cn ANJIE_SMTP_TLS=none npx anjie up';
const PLAIN_NAME = "alter table account disable trigger keeps_sealed; update account set name = 'x' where role = 'auditor'";
const BOUNDED = {
  zh: '没有设置能关闭它：超出范围的设置不被接受，直接写入数据库的也不生效；改动过的程序会使其不符合',
  en: 'no setting turns it off: one out of bounds is refused, and one written into the database has no effect; a changed program does',
};
const A_DATABASE_LISTENS = `node -e "require('node:net').createServer().listen(6379, '127.0.0.1')" &`;
const UNATTENDED =
  "insert into alert (id, kind, severity, subject_kind, count, first_seen, last_seen, evidence) select gen_random_uuid(), 'audit-broken', 'critical', 'installation', 1, at, at, '{}' from (select now() - interval '2 days' as at) past";
const ALREADY = { zh: '现状即不符合：没有这项功能', en: 'as it stands: it is not built' };
const NEVER_PLAIN = {
  zh: '没有设置能使其不符合：生产安装不以明文对外监听，演示安装只在本机；改动过的程序会',
  en: 'no setting does: production listens to nobody in plain text, a demonstration to its machine alone; a changed program does',
};
const CHANGED = { zh: '没有设置能关闭它；改动过的程序会使其不符合', en: 'no setting turns it off; a changed program does' };

/** NX-附3.2, in its order. The words of items and sub-checks are the clause's own. */
export const ITEMS: readonly Item[] = [
  item('1a', setting('passwordExpiry', '"off"')),
  item('1b', BOUNDED),
  item('1c', NEVER_PLAIN, '远程管理终端到门户之间的设备', 'what stands between remote clients and the portal'),
  item('1d', setting('secondFactor', '"nobody"')),
  item('2a', 'npx anjie up', '账号与岗位是否相符', 'whether accounts fit the posts'),
  item('2b', 'npx anjie up'),
  item(
    '2c',
    sql("update account set valid_until = '2020-01-01' where role = 'auditor'"),
    '是否有人共用账号',
    'whether people share an account',
  ),
  item(
    '2d',
    sql('alter table account disable trigger keeps_duties'),
    '权限是否为岗位所必需',
    'whether rights are no more than the post needs',
  ),
  item('2e', sql('alter table institution no force row level security')),
  item('2f', sql('alter table institution no force row level security')),
  item('2g', sql('alter table account add column ungraded text'), '以各角色登录抽查遮蔽', 'log in as some roles and look at the masking'),
  item('3a', sql('truncate audit_event'), '重要行为和事件的范围', 'which acts and events count as important'),
  item('3b', sql('alter table audit_event rename column address to source')),
  item(
    '3c',
    sql('grant update on audit_event to app_system'),
    '备份策略；第二处是否由别人保管',
    'the policy, and whether somebody else keeps the second place',
  ),
  item('3d', sql('grant delete on audit_event to app_system')),
  item('4a', 'sudo npx anjie up --production', '操作系统的组件', 'components of the operating system'),
  item('4b', A_DATABASE_LISTENS, '操作系统的服务和共享', 'services and shares of the operating system'),
  item('4c', 'POST /api/v1/management-ranges/:id/end', '范围是否与管理终端相符', 'whether the ranges fit the managing clients'),
  item('4d', CHANGED, '设计文档', 'the design documents'),
  item('4e', ALREADY, '漏洞扫描、渗透测试及修补', 'scans, penetration tests, and what was mended'),
  item(
    '4f',
    sql(UNATTENDED),
    '网络和主机的入侵检测；报警是否及时处理',
    'detection on network and hosts; whether alerts are handled in time',
  ),
  item('5a', 'rm "$ANJIE_DATA/manifest.json"', '可信根和安全管理中心', 'the root of trust and the security centre'),
  item('6a', PLAIN_MAIL, '传输篡改的测试', 'tampering on the wire'),
  item('6b', sql('alter table account disable trigger keeps_sealed'), '数据安全保护系统', 'systems that protect data'),
  item('7a', PLAIN_MAIL, '抓包', 'a capture of packets'),
  item('7b', 'chmod 644 "$ANJIE_DATA/secrets/master.key"', '数据安全保护系统', 'systems that protect data'),
  item('8a', ALREADY, '备份策略与恢复测试', 'the policy and a test of restoring'),
  item('8b', ALREADY, '备份场地', 'the site of the backup'),
  item('9a', sql(PLAIN_NAME), '存储设备的处置', 'how storage devices are disposed of'),
  item('9b', sql('alter table account disable trigger keeps_sealed'), '存储设备的处置', 'how storage devices are disposed of'),
  item(
    '10a',
    sql('alter table account add column ungraded text'),
    '采集是否必需；管理制度和流程',
    'whether it is needed; rules and procedures',
  ),
  item('10b', sql(PLAIN_NAME), '管理制度和流程', 'rules and procedures'),
];
