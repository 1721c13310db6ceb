import { type Check, conforms, doesNot, list, partly, unless } from './finding.ts';

/** NX-附3.2 group 3 安全审计. */
const ASKED = ['at', 'actor', 'event', 'result', 'address', 'object_kind', 'object_id', 'detail'] as const;

export const auditing: Readonly<Record<string, Check>> = {
  '3a-1': ({ audit }) =>
    audit.rows === 0
      ? doesNot('没有审计记录', 'there are no audit rows')
      : conforms(`${audit.rows} 条，最近 ${audit.lastAt}`, `${audit.rows} rows, the last at ${audit.lastAt}`),
  '3a-2': ({ audit }) =>
    audit.silentActors > 0
      ? doesNot(`${audit.silentActors} 个登录的人没有审计记录`, `${audit.silentActors} people logged in and left no row`)
      : conforms('近一日登录的人均有审计记录', 'everybody who logged in within a day left rows'),
  '3a-3': ({ audit, defence }) =>
    defence.refusalsAudited
      ? conforms(`结果含 ${list(audit.results)}，拒绝也记录`, `results: ${list(audit.results)}; refusals too`)
      : doesNot('刚才被拒绝的访问没有记入审计', 'the refusals of this run are not in the audit'),
  '3b-1': ({ audit }) => {
    const missing = ASKED.filter((name) => !audit.columns.includes(name));
    return missing.length > 0
      ? doesNot(`记录缺少 ${list(missing)}`, `rows lack ${list(missing)}`)
      : conforms(`记录含 ${ASKED.join('、')}`, `rows hold ${ASKED.join(', ')}`);
  },
  '3c-1': ({ audit }) =>
    unless(
      [
        audit.changeableBy.length > 0 && doesNot(`可被更改：${list(audit.changeableBy)}`, `may be changed by ${list(audit.changeableBy)}`),
        !audit.chainHolds && doesNot('审计链核验不通过', 'the chain does not verify'),
        audit.checkpoints === 0 && doesNot('没有签名的检查点', 'there is no signed checkpoint'),
      ],
      conforms(
        `只增不改，SM3 链成立，${audit.checkpoints} 个检查点`,
        `appended only, the SM3 chain holds, ${audit.checkpoints} checkpoints`,
      ),
    ),
  '3c-2': ({ audit }) =>
    unless(
      [
        audit.places.length === 0 && doesNot('检查点没有送达的地方', 'checkpoints are delivered nowhere'),
        audit.undelivered > 0 && doesNot(`${audit.undelivered} 个检查点未送达`, `${audit.undelivered} checkpoints are not delivered`),
        !audit.archive && doesNot('没有设置审计归档', 'no archive of the audit is set'),
        audit.monthsOwed > 0 && doesNot(`${audit.monthsOwed} 个月未归档`, `${audit.monthsOwed} months are not archived`),
        audit.onlyHere && partly('检查点只送达本机文件，尚无另一处', 'checkpoints go to a file of this machine alone'),
      ],
      conforms(
        `检查点送达 ${list(audit.places)}，已归档 ${audit.archivedMonths} 个月`,
        `checkpoints go to ${list(audit.places)}; ${audit.archivedMonths} months archived`,
      ),
    ),
  '3d-1': ({ audit, authority }) =>
    unless(
      [
        audit.changeableBy.length > 0 &&
          doesNot(`可中断：${list(audit.changeableBy)}`, `may be interrupted by ${list(audit.changeableBy)}`),
        authority.excessive.length > 0 &&
          doesNot(`服务登录可停用触发器：${list(authority.excessive)}`, `the servers’ login could stop it: ${list(authority.excessive)}`),
      ],
      conforms(
        '审计与业务同一事务，没有关闭它的接口或权限',
        'audit is written in the transaction of the act; no route or right turns it off',
      ),
    ),
};
