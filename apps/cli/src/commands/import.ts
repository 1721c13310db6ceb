import { accessSync, constants, openAsBlob, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { askApi } from '../api.ts';
import { type Command, Failure, print, printJson, WrongUsage } from '../command.ts';
import { apiUrl, readInstallation, readToken } from '../installation.ts';

interface Text {
  readonly zh: string;
  readonly en: string;
}

interface Imported {
  readonly id: string;
  readonly state: string;
  readonly rows: number;
  readonly rejected: number;
  readonly taken: number;
  readonly takenTo: number;
  readonly refusal: {
    readonly code: string;
    readonly path: string | null;
    readonly title: Text;
    readonly detail: Text;
    readonly mend: Text;
  } | null;
}

interface Faults {
  readonly faults: readonly { readonly row: number; readonly column: string; readonly rule: string; readonly mend: Text }[];
}

const LISTS = ['institutions', 'operators', 'agreements', 'line-filings', 'address-filings', 'terminal-filings'];
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const POLL_MS = 300;

export const importList: Command = {
  name: 'import',
  zh: '从 CSV 或 XLSX 批量登记（缺省为全部或全不）',
  en: 'take a list in from CSV or XLSX, all rows or none',
  example: 'npx anjie import institutions institutions.csv --dry-run',
  usage: `  LIST        ${LISTS.join(' | ')}\n  FILE        UTF-8 CSV 或 XLSX，首行为列名 / with a header\n  --dry-run   只检查，不登记 / check only\n  --good      登记无误的行，其余列出 / keep the good rows, list the others\n  --json      {id, state, rows, taken, rejected, errorsFile}`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      options: { json: { type: 'boolean' }, 'dry-run': { type: 'boolean' }, good: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [list, file] = positionals;
    if (list === undefined || !LISTS.includes(list)) throw new WrongUsage(`请给出台账 / name a list: ${LISTS.join(', ')}`);
    if (file === undefined || positionals.length > 2) throw new WrongUsage('请给出一个 CSV 或 XLSX 文件 / name one CSV or XLSX file');
    try {
      accessSync(file, constants.R_OK);
    } catch (error) {
      throw new WrongUsage(`${file}: 无法读取 / cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
    const bytes = await openAsBlob(file);
    const installation = readInstallation();
    const [url, token] = [apiUrl(installation), readToken(installation)];
    const asked = new URLSearchParams({ dryRun: String(values['dry-run'] ?? false), keep: values.good ? 'good' : 'all' });
    const sent = await askApi<Imported>(url, token, 'POST', `/imports/${list}?${asked}`, bytes, {
      'content-type': /\.xlsx$/i.test(file) ? XLSX : 'text/csv',
      'x-file-name': encodeURIComponent(basename(file)),
    });
    const done = await ended(url, token, sent.id, values.json !== true);
    if (done.refusal !== null) throw new Failure(inWords(done.refusal));
    const errorsFile = done.rejected === 0 ? null : `${file.replace(/\.(csv|xlsx)$/i, '')}.errors.csv`;
    if (errorsFile !== null) writeFileSync(errorsFile, await askApi<string>(url, token, 'GET', `/imports/${done.id}/faults-file`));
    const { id, state, rows, taken, rejected } = done;
    if (values.json) printJson({ id, state, rows, taken, rejected, errorsFile });
    else {
      const { faults } = await askApi<Faults>(url, token, 'GET', `/imports/${id}/faults?limit=20`);
      for (const { row, column, rule, mend } of faults) print(`第 ${row} 行 row, ${column} [${rule}] ${mend.zh} / ${mend.en}`);
      print(`共 rows ${rows} · 登记 recorded ${taken} · 有误 rejected ${rejected}${errorsFile === null ? '' : ` · ${errorsFile}`}`);
    }
    return state === 'done' && rejected === 0 ? 0 : 1;
  },
};

/** Polls until the import has ended; says on a terminal how far it is. */
async function ended(url: string, token: string, id: string, say: boolean): Promise<Imported> {
  for (;;) {
    const job = await askApi<Imported>(url, token, 'GET', `/imports/${id}`);
    const open = ['waiting', 'checking', 'taking'].includes(job.state);
    if (say && process.stderr.isTTY)
      process.stderr.write(`\r${open ? `${job.state} · ${job.state === 'taking' ? job.takenTo : job.rows}` : ' '.repeat(30)}\r`);
    if (!open) return job;
    await setTimeout(POLL_MS);
  }
}

function inWords({ code, path, title, detail, mend }: NonNullable<Imported['refusal']>): string {
  const line = (language: 'zh' | 'en') =>
    `${title[language]}: ${detail[language]} [${code}${path === null ? '' : ` ${path}`}] ${mend[language]}`;
  return `${line('zh')}\n${line('en')}`;
}
