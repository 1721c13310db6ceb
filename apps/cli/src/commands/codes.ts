import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CODE_KINDS, type CodeList, checkCode, findKind, readCodeList } from '@anjie/national-codes';
import { type Command, print, printJson, WrongUsage } from '../command.ts';

export const codesCheck: Command = {
  name: 'codes check',
  zh: '检查 15 项国家编码',
  en: 'check the 15 national codes',
  example: 'npx anjie codes check XA02BCA211A012010100154 G40.900',
  usage: `  CODE…              编码 / codes
  --kind KIND        指明种类（缺省由结构推断） / the kind they must be (default: told by the structure)
                     ${CODE_KINDS.map((one) => one.kind).join(', ')}
  --list KIND=FILE   已发布的目录，每行以编码开头；可多次 / a published list, a code at the head of each line; repeatable
  --json             [{code, kind, valid, certainty, findings:[{rule, severity, message}]}]`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      options: { json: { type: 'boolean' }, kind: { type: 'string' }, list: { type: 'string', multiple: true } },
      allowPositionals: true,
    });
    if (positionals.length === 0) throw new WrongUsage('请给出编码 / name at least one code');
    if (values.kind !== undefined && findKind(values.kind) === null)
      throw new WrongUsage(`--kind ${values.kind}：没有这个种类 / there is no such kind`);
    const lists = (values.list ?? []).map(loadList);
    const reports = positionals.map((code) => checkCode(code, { lists, ...(values.kind === undefined ? {} : { kind: values.kind }) }));
    if (values.json) printJson(reports);
    else
      for (const { code, kind, valid, certainty, findings } of reports) {
        const known = kind === null ? '—' : `${findKind(kind)!.zh} ${kind}`;
        print(`${valid ? '✓' : '✗'} ${code}  ${known}  把握 certainty ${certainty}`);
        for (const finding of findings) print(`    ${finding.severity === 'error' ? '✗' : '·'} [${finding.rule}] ${finding.message}`);
      }
    return reports.every((report) => report.valid) ? 0 : 1;
  },
};

function loadList(word: string): CodeList {
  const [, kind, file] = /^([^=]+)=(.+)$/.exec(word) ?? [];
  if (kind === undefined || file === undefined) throw new WrongUsage(`--list ${word}：应为 KIND=FILE / must be KIND=FILE`);
  try {
    return readCodeList(kind, file, readFileSync(file, 'utf8'));
  } catch (error) {
    throw new WrongUsage(`--list ${word}: ${(error as Error).message}`);
  }
}
