import { type Check, conforms, doesNot, type Finding, list, partly, unless } from './finding.ts';
import { isLoopback } from './identification.ts';
import type { Measured } from './measured.ts';

/** NX-附3.2 groups 6–10: integrity, confidentiality, backup, residual information, personal data. */
function inTransit({ transport, probes }: Measured, better: Finding): Finding {
  const remote = transport.listens.filter((address) => !isLoopback(address));
  const served = transport.served === 'tls';
  const encrypted = served || transport.portal?.startsWith('https://') === true;
  return unless(
    [
      remote.length > 0 && !encrypted && doesNot(`在 ${list(remote)} 以明文监听`, `listens in plain text on ${list(remote)}`),
      served &&
        probes.headers['strict-transport-security'] === undefined &&
        doesNot('没有要求浏览器只用 https（HSTS）', 'browsers are not told to use https alone (HSTS)'),
      transport.databaseRemote &&
        !transport.databaseTls &&
        doesNot('到另一台机器的数据库连接没有加密', 'the database is on another machine and the connection is plain'),
      transport.plainClients.length > 0 &&
        doesNot(`明文发往别处：${list(transport.plainClients)}`, `sent elsewhere in plain text: ${list(transport.plainClients)}`),
      !encrypted && partly('仅在本机回环地址通信，没有设置 https 门户地址', 'speaks on loopback alone; no https portal is named'),
    ],
    better,
  );
}

const atRest: Check = ({ stored }) =>
  unless(
    [
      stored.plain.length > 0 && doesNot(`存有明文：${list(stored.plain)}`, `plain text is stored in ${list(stored.plain)}`),
      stored.unsealed.length > 0 &&
        doesNot(`应加密而未加密的列：${list(stored.unsealed)}`, `columns that ought to be sealed: ${list(stored.unsealed)}`),
      !stored.passwordsHashed && doesNot('有口令不是 argon2id', 'some password is not argon2id'),
    ],
    conforms(
      `${stored.sealedColumns} 列以 SM4、HMAC-SM3 加密存储，口令为 argon2id`,
      `${stored.sealedColumns} columns are sealed (SM4, HMAC-SM3), passwords are argon2id`,
    ),
  );

const keysKept: Check = ({ stored }) =>
  unless(
    [
      stored.openFiles.length > 0 && doesNot(`他人可读的密钥文件：${list(stored.openFiles)}`, `others may read ${list(stored.openFiles)}`),
      stored.unguarded.length > 0 &&
        doesNot(`数据库未拒绝明文的列：${list(stored.unguarded)}`, `columns that take plain text: ${list(stored.unguarded)}`),
      stored.foreignKeys > 0 && doesNot(`${stored.foreignKeys} 把数据密钥不能解开`, `${stored.foreignKeys} data keys cannot be opened`),
    ],
    conforms(
      `主密钥在数据库之外，${stored.secretFiles} 个密钥文件仅所有者可读`,
      `the master key stands outside the database; ${stored.secretFiles} secret files are the owner’s alone`,
    ),
  );

/** 6b 说的是完整性，原文子项写成保密性：另加本产品的完整性检查，原文所无。 */
const withIntegrity =
  (check: Check): Check =>
  (measured) => {
    const found = check(measured);
    if (found.verdict !== 'conforms') return found;
    const { audit, stored } = measured;
    return unless(
      [
        !audit.chainHolds && doesNot('（原文所无）审计链核验不通过', '(not from the text) the chain of the audit does not verify'),
        stored.unguarded.length > 0 &&
          doesNot(
            `（原文所无）可移动或改写的列：${list(stored.unguarded)}`,
            `(not from the text) values could be moved: ${list(stored.unguarded)}`,
          ),
      ],
      partly(
        `${found.evidence.zh}；（原文所无）审计有链，密文有认证标签；未加密的业务数据只有数据库自身的约束`,
        `${found.evidence.en}; (not from the text) the audit is chained and sealed values are authenticated; business data in clear has the database’s constraints alone`,
      ),
    );
  };

const noBackup =
  (zh: string, en: string): Check =>
  ({ backup }) =>
    backup.archiveMode === 'off' && backup.replicas === 0
      ? doesNot('没有找到备份：数据库未归档，没有副本', 'no backup was found: no archiving of the database, no replica')
      : partly(
          `数据库归档 ${backup.archiveMode}，副本 ${backup.replicas}；${zh}`,
          `archiving is ${backup.archiveMode}, ${backup.replicas} replicas; ${en}`,
        );

/** Nothing by default, and no script written into the page: what a stranger smuggles in does not run with a person's rights. */
const closesPage = (csp: string) => csp.includes("default-src 'none'") && !/script-src[^;]*'unsafe-/.test(csp);

const policies: Check = () => partly('制度和流程是文件，须人工核对', 'rules and procedures are documents: for a person');

export const data: Readonly<Record<string, Check>> = {
  '6a-1': (measured) => inTransit(measured, conforms('以 TLS 传输', 'carried by TLS')),
  '6a-2': (measured) =>
    inTransit(measured, partly('以 TLS 传输；篡改的测试由人进行', 'carried by TLS; tampering on the wire is tried by a person')),
  '6b-1': withIntegrity(atRest),
  '6b-2': withIntegrity(keysKept),
  '6b-3': withIntegrity(atRest),
  '7a-1': (measured) => inTransit(measured, conforms('以 TLS 传输', 'carried by TLS')),
  '7a-2': (measured) => inTransit(measured, partly('以 TLS 传输；抓包由人进行', 'carried by TLS; packets are captured by a person')),
  '7b-1': atRest,
  '7b-2': keysKept,
  '7b-3': atRest,
  '8a-1': noBackup('按策略进行须人工核对', 'whether it follows the policy is for a person'),
  '8a-2': noBackup('策略是否合理须人工核对', 'whether the policy is sound is for a person'),
  '8a-3': noBackup('结果须人工核对', 'its result is for a person'),
  '8a-4': noBackup('没有恢复测试记录', 'no restore test is on record'),
  '8b-1': ({ backup }) =>
    backup.remoteReplicas === 0
      ? doesNot('没有找到异地实时副本', 'no replica at another place was found')
      : partly(
          `${backup.remoteReplicas} 个异机副本；是否异地须人工核对`,
          `${backup.remoteReplicas} replicas on other machines; where they stand is for a person`,
        ),
  '9a-1': ({ stored }) =>
    unless(
      [
        !stored.passwordsHashed && doesNot('有口令不是 argon2id', 'some password is not argon2id'),
        stored.plain.length > 0 &&
          doesNot(`鉴别信息或个人信息以明文存放：${list(stored.plain)}`, `stored in plain text: ${list(stored.plain)}`),
        (stored.keys.secrets ?? 0) === 0 && doesNot('没有用于鉴别信息的密钥', 'there is no key for secrets'),
      ],
      conforms('鉴别信息只以密文或摘要落盘，销毁密钥即清除', 'secrets reach the disk sealed or hashed; destroying the key clears them'),
    ),
  '9b-1': ({ stored }) =>
    unless(
      [
        stored.plain.length > 0 && doesNot(`敏感数据以明文存放：${list(stored.plain)}`, `stored in plain text: ${list(stored.plain)}`),
        stored.unguarded.length > 0 && doesNot(`未受保护的列：${list(stored.unguarded)}`, `unguarded columns: ${list(stored.unguarded)}`),
      ],
      conforms(`销毁即销毁密钥，已有 ${stored.destructions} 项`, `destroying is destroying the key; ${stored.destructions} so far`),
    ),
  '10a-1': ({ authority }) =>
    authority.ungraded.length > 0
      ? doesNot(
          `数据字典没有说明的列：${list(authority.ungraded)}`,
          `columns that the dictionary does not explain: ${list(authority.ungraded)}`,
        )
      : partly(
          '每一列的含义、等级和期限见数据字典；是否必需须人工判断',
          'the dictionary says what each column is for; whether it is needed is for a person',
        ),
  '10a-2': policies,
  '10b-1': ({ authority, stored, probes }) =>
    unless(
      [
        probes.forgedToken !== 401 && doesNot(`伪造令牌得到 ${probes.forgedToken}`, `a forged token got ${probes.forgedToken}`),
        !closesPage(probes.headers['content-security-policy'] ?? '') &&
          doesNot('页面没有限制脚本来源（CSP）', 'the page does not limit where scripts come from (CSP)'),
        probes.crossOrigin && doesNot('允许其他来源的网页访问', 'pages of other origins are let in'),
        authority.rolesWithoutClearance.length > 0 &&
          doesNot(
            `没有可阅等级的角色：${list(authority.rolesWithoutClearance)}`,
            `roles without clearance: ${list(authority.rolesWithoutClearance)}`,
          ),
        stored.plain.length > 0 && doesNot(`明文：${list(stored.plain)}`, `plain text in ${list(stored.plain)}`),
      ],
      conforms('按角色遮蔽、按辖区隔离，不许其他来源的网页访问', 'masked by role, kept apart by territory, closed to other origins'),
    ),
  '10b-2': policies,
};
