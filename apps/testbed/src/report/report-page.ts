/** The report as a page to print: A4, black on white, no script. */
import type { Report } from './report.ts';

const STATES: Readonly<Record<string, string>> = {
  pass: '通过',
  fail: '不通过',
  warning: '通过（有提示）',
  skipped: '跳过',
  'not-applicable': '不适用',
  waiting: '待完成',
  error: '测试台故障',
  attested: '已见证',
  meets: '符合',
  'does-not-meet': '不符合',
};

const STYLE = `@page{size:A4;margin:18mm}body{font:10.5pt/1.5 "Noto Serif SC",serif;color:#000}h1{font-size:16pt;text-align:center}
h2{font-size:12pt;margin:1.2em 0 .4em}table{width:100%;border-collapse:collapse}th,td{border:.5pt solid #000;padding:3pt 5pt;text-align:left;
vertical-align:top}th{font-weight:600}tr{break-inside:avoid}.seals td{height:34mm;width:25%;text-align:center}small{word-break:break-all}`;

export function reportPage(report: Report, frozen: { readonly at: Date; readonly digest: string } | null): string {
  const { campaign, run, coverage: covered } = report;
  const head = [
    ['医药机构', namedBy(campaign.institution)],
    ['信息系统', `${campaign.his.name} ${campaign.his.version}`],
    ['测试轮次', `第 ${run.number} 轮，${run.beganAt.slice(0, 10)} 起，报文 ${report.messages.count} 条`],
    ['结论', STATES[report.verdict]!],
  ] as const;
  const share = `接口 ${covered.transactions.covered}/${covered.transactions.required}，医疗类别 ${covered.medTypes.covered}/${covered.medTypes.required}，合计 ${(covered.share * 100).toFixed(2)}%`;
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>联调测试报告</title><style>${STYLE}</style>
<h1>联调测试报告</h1>
${frozen === null ? '<p><b>草稿：本轮尚未提交封存</b></p>' : ''}
<table>${head.map(([name, value]) => row(`<th>${name}</th>`, cell(value))).join('')}</table>
<h2>1、必须测试项</h2>
<table>${row('<th>测试项</th><th>结果</th><th>说明</th>')}${report.partOne.map((one) => row(cell(one.text), cell(STATES[one.state] ?? one.state), cell(one.remark))).join('')}</table>
<p>覆盖：${harmless(share)}</p>
<h2>2、测试报告</h2>
<table>${row('<th>项</th><th>要求</th><th>结果记录</th>')}${report.partTwo
    .map(({ id, text, record }) =>
      row(cell(id), cell(text), cell(record === null ? '（未填写）' : `${STATES[record.verdict] ?? record.verdict}：${record.record}`)),
    )
    .join('')}</table>
<h2>3、用例结果</h2>
<table>${row('<th>用例</th><th>名称</th><th>结果</th><th>说明</th>')}${report.cases
    .map((one) =>
      row(
        cell(one.id),
        cell(one.zh),
        cell(STATES[one.state] ?? one.state),
        cell(one.decided === null ? one.reason : `${one.decided.reason}（${one.decided.by}，${one.decided.approvedBy}）`),
      ),
    )
    .join('')}</table>
<h2>4、证据文件</h2>
${evidenceOf(report)}
<h2>5、盖章</h2>
<table class="seals">${row('<td>属地医疗保障局</td><td>医疗保障信息平台厂商</td><td>系统接入方</td><td>定点医药机构</td>')}</table>
<p><small>报文链 SM3 ${harmless(report.messages.chain)}<br>${frozen === null ? '' : `封存 ${frozen.at.toISOString()}，报告 SM3 ${harmless(frozen.digest)}`}</small></p></html>`;
}

/** A run frozen before evidence was kept with it lists none: that is said, and what was signed stays as it is. */
function evidenceOf({ evidence }: Report): string {
  if (evidence === undefined) return '<p>本报告封存时，证据文件尚不随报告入册；见证所依据的文件由见证人保存。</p>';
  if (evidence.length === 0) return '<p>本轮没有存入证据文件。</p>';
  const lines = evidence.map((one) => row(cell(one.name), `<td><small>${harmless(one.sm3)}</small></td>`));
  return `<table>${row('<th>文件</th><th>SM3</th>')}${lines.join('')}</table>`;
}

/** An institution whose name was not told to the bed is named by its code. */
function namedBy({ name, code }: Report['campaign']['institution']): string {
  return name === code ? code : `${name}（${code}）`;
}

function row(...cells: readonly string[]): string {
  return `<tr>${cells.join('')}</tr>`;
}

function cell(text: string): string {
  return `<td>${harmless(text)}</td>`;
}

function harmless(text: string): string {
  return text.replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}
