import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { askApi } from '../api.ts';
import { type Command, print, printJson, WrongUsage } from '../command.ts';
import { apiUrl, readInstallation, readToken } from '../installation.ts';

interface Imported {
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly errors: {
    readonly row: number;
    readonly column: string;
    readonly rule: string;
    readonly mend: { readonly zh: string; readonly en: string };
  }[];
  readonly errorsFile: string | null;
}

export const importInstitutions: Command = {
  name: 'import institutions',
  zh: '从 CSV 批量登记机构（全部成功或全部不做）',
  en: 'register institutions from CSV, all or nothing',
  example: 'npx anjie import institutions institutions.csv --dry-run',
  usage:
    '  FILE        UTF-8 CSV，首行为列名 / UTF-8 CSV with a header\n  --dry-run   只检查，不登记 / check only\n  --json      {rows, accepted, rejected, errorsFile}',
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      options: { json: { type: 'boolean' }, 'dry-run': { type: 'boolean' } },
      allowPositionals: true,
    });
    const file = positionals[0];
    if (file === undefined || positionals.length > 1) throw new WrongUsage('请给出一个 CSV 文件 / name one CSV file');
    let bytes: Buffer;
    try {
      bytes = readFileSync(file);
    } catch (error) {
      throw new WrongUsage(`${file}: 无法读取 / cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
    const installation = readInstallation();
    const path = `/institutions/import${values['dry-run'] ? '?dryRun=true' : ''}`;
    const result = await askApi<Imported>(apiUrl(installation), readToken(installation), 'POST', path, bytes, {
      'content-type': 'text/csv',
    });
    const errorsFile = result.errorsFile === null ? null : `${basename(file).replace(/\.csv$/i, '')}.errors.csv`;
    if (errorsFile !== null) writeFileSync(errorsFile, result.errorsFile!);
    if (values.json) printJson({ rows: result.rows, accepted: result.accepted, rejected: result.rejected, errorsFile });
    else {
      for (const error of result.errors.slice(0, 20))
        print(`第 ${error.row} 行 row, ${error.column} [${error.rule}] ${error.mend.zh} / ${error.mend.en}`);
      print(
        `共 rows ${result.rows} · 接受 accepted ${result.accepted} · 拒绝 rejected ${result.rejected}${errorsFile === null ? '' : ` · ${errorsFile}`}`,
      );
    }
    return result.rejected === 0 ? 0 : 1;
  },
};
