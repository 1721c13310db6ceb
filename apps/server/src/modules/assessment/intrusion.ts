import { type Check, conforms, doesNot, list, partly, unless } from './finding.ts';

/** NX-附3.2 groups 4 入侵防范 and 5 可信验证. */
const manifest =
  (zh: string, en: string): Check =>
  ({ defence }) =>
    unless(
      [
        defence.manifest === 'none' && doesNot('没有找到签名的文件清单', 'no signed manifest of the files was found'),
        defence.manifest === 'forged' && doesNot('清单不是本安装的密钥所签', 'the manifest is not signed by the key of this installation'),
        defence.settings === 'forged' &&
          doesNot('设置的签名不符，或被换回旧的', 'the signed settings are forged or an older state was put back'),
        defence.settings === 'differs' &&
          doesNot('重要设置与两人签署的不一致', 'important settings are not those that two officers signed'),
        defence.manifest === 'drifted' && doesNot('文件与签名清单不一致', 'files differ from the signed manifest'),
      ],
      partly(`文件与签名清单一致；${zh}`, `files are as in the signed manifest; ${en}`),
    );

export const intrusion: Readonly<Record<string, Check>> = {
  '4a-1': ({ host }) =>
    unless(
      [
        host.root && doesNot('服务以 root 运行', 'the server runs as root'),
        host.demonstrationData && doesNot('装有演示数据', 'the data of the demonstration is installed'),
      ],
      conforms(`服务以普通用户运行（Node ${host.node}）`, `the server runs as an ordinary user (Node ${host.node})`),
    ),
  '4a-2': ({ host }) =>
    host.unlocked === null
      ? partly('没有锁文件，无法核对组件', 'there is no lock file to compare with')
      : host.unlocked.length > 0
        ? doesNot(`锁文件之外的组件：${list(host.unlocked)}`, `components outside the lock file: ${list(host.unlocked)}`)
        : conforms('组件与锁文件一致', 'components are those of the lock file'),
  '4b-1': ({ transport }) =>
    unless(
      [transport.listens.length === 0 && doesNot('没有找到监听地址', 'no listening address was found')],
      partly(
        `本产品监听 ${list(transport.listens)}；操作系统的其他服务须人工核对`,
        `this product listens on ${list(transport.listens)}; other services of the system are for a person`,
      ),
    ),
  '4b-2': ({ host }) =>
    host.portsAtRisk.length > 0
      ? doesNot(`高危端口开放：${list(host.portsAtRisk.map(String))}`, `ports at risk are open: ${list(host.portsAtRisk.map(String))}`)
      : conforms('所查高危端口均未监听', 'none of the listed ports at risk listens'),
  '4c-1': ({ authority }) =>
    authority.ranges.length === 0
      ? doesNot('没有设置管理终端的地址范围', 'no address ranges of managing clients are set')
      : conforms(`管理终端限于 ${list(authority.ranges)}`, `managing clients are limited to ${list(authority.ranges)}`),
  '4d-1': ({ probes }) =>
    probes.unknownField === 400
      ? conforms('接口说明由校验规则生成，多余的字段被拒绝', 'the contract is generated from what is validated; unknown fields are refused')
      : doesNot(`多余的字段得到 ${probes.unknownField}`, `an unknown field got ${probes.unknownField}`),
  '4d-2': ({ probes, defence }) =>
    unless(
      [
        probes.malformed !== 400 && doesNot(`畸形内容得到 ${probes.malformed}`, `malformed input got ${probes.malformed}`),
        probes.unknownField !== 400 && doesNot(`多余的字段得到 ${probes.unknownField}`, `an unknown field got ${probes.unknownField}`),
      ],
      conforms(
        `畸形内容和多余字段均被拒绝（400）；材料文件${defence.filesScanned ? '经 clamd 扫描' : '未经病毒扫描（没有设置 CLAMAV_URL）'}`,
        `malformed input and unknown fields are refused (400); files are ${defence.filesScanned ? 'scanned by clamd' : 'not scanned (CLAMAV_URL is not set)'}`,
      ),
    ),
  '4e-1': ({ defence }) =>
    defence.vulnerabilityScan
      ? partly('有漏洞扫描记录，结论须人工核对', 'a scan is on record; its result is for a person')
      : doesNot('没有漏洞扫描记录', 'no vulnerability scan is on record'),
  '4e-2': ({ defence }) =>
    defence.vulnerabilityScan
      ? partly('修补情况须人工核对', 'whether findings were mended is for a person')
      : doesNot('没有漏洞修补记录', 'no record of mended vulnerabilities'),
  '4f-1': ({ defence }) =>
    unless(
      [
        !defence.refusalsAudited && doesNot('被拒绝的访问没有留下记录', 'refused requests leave no trace'),
        defence.alerts.officers === 0 && doesNot('没有在用的安全保密管理员处理报警', 'no active security officer handles alerts'),
      ],
      conforms(
        `登录猜测、越权试探、伪造令牌与签名、重放、审计和文件异常均判断为信号；现有 ${defence.alerts.standing} 条未办结`,
        `guessing, probing, forged tokens and signatures, replays, faults of audit and files are judged as signals; ${defence.alerts.standing} stand`,
      ),
    ),
  '4f-2': ({ defence }) =>
    unless(
      [
        defence.alerts.officers === 0 && doesNot('报警无人可告知', 'nobody is there to be told of alerts'),
        defence.alerts.unattended > 0 &&
          doesNot(
            `${defence.alerts.unattended} 条严重报警超过一天无人签收`,
            `${defence.alerts.unattended} critical alert(s) unacknowledged for more than a day`,
          ),
      ],
      conforms('严重事件报警并告知安全保密管理员', 'serious events raise alerts and are told to the security officer'),
    ),
  '5a-1': manifest('不是硬件可信根', 'it is no hardware root of trust'),
  '5a-2': manifest('运行中定期核对', 'checked while running'),
  '5a-3': manifest('报警须试验', 'its alarm is to be tried'),
  '5a-4': manifest('结果记入审计，送至安全管理中心须人工核对', 'its result is audited; whether a security centre gets it is for a person'),
};
