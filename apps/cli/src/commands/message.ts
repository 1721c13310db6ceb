import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkFile } from '@anjie/national-interface';
import { type Command, print, printJson, WrongUsage } from '../command.ts';

export const messageCheck: Command = {
  name: 'message check',
  zh: '按接口目录检查国家接口报文',
  en: 'check national-interface messages against the catalogue',
  example: 'npx anjie message check 2102-request.json --strict',
  usage: `  FILE…          报文文件 / message files
  --strict       按规范逐项报告（缺省宽容） / report every deviation (default: tolerant)
  --layer CODE   省级层，如 430000 / province layer
  --infno N      交易编号（响应报文须由此、文件名或报文得知） / transaction, for responses
  --json         [{file, infno, direction, verdict, findings:[{path, rule, severity, value, message, source}]}]`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      options: { json: { type: 'boolean' }, strict: { type: 'boolean' }, layer: { type: 'string' }, infno: { type: 'string' } },
      allowPositionals: true,
    });
    if (positionals.length === 0) throw new WrongUsage('请给出文件 / name at least one file');
    const reports = positionals.map((file) =>
      checkFile(file, read(file), {
        mode: values.strict ? 'strict' : 'tolerant',
        ...(values.infno === undefined ? {} : { infno: values.infno }),
        ...(values.layer === undefined ? {} : { layer: values.layer }),
      }),
    );
    if (values.json) printJson(reports);
    else
      for (const report of reports) {
        print(`${report.verdict.padEnd(4)} ${report.file}  ${report.infno ?? '—'} ${report.direction ?? ''}`);
        for (const finding of report.findings)
          print(`       ${finding.severity === 'error' ? '✗' : '·'} ${finding.path} [${finding.rule}] ${finding.message}`);
      }
    return reports.some((report) => report.verdict === 'fail') ? 1 : 0;
  },
};

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new WrongUsage(`${file}: 无法读取 / cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
