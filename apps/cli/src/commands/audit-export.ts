import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { askApi } from '../api.ts';
import { type Command, Failure, print, printJson, WrongUsage } from '../command.ts';
import { apiUrl, readInstallation, readToken } from '../installation.ts';
import { asFailure, oneFile, write } from './audit-files.ts';

export const auditExport: Command = {
  name: 'audit export',
  zh: '导出审计记录与检查点（导出本身记入审计）',
  en: 'export the audit with its checkpoints; the export is itself audited',
  example: 'npx anjie audit export audit.txt',
  usage: '  FILE     写入的文件，不覆盖已有的 / file to write; an existing one is not overwritten\n  --json   {file}',
  async run(args) {
    const { values, positionals } = parseArgs({ args, options: { json: { type: 'boolean' } }, allowPositionals: true });
    const file = oneFile(positionals);
    const installation = readInstallation();
    const url = `${apiUrl(installation)}/api/v1/audit/export`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${readToken(installation)}` } }).catch(() => {
      throw new Failure(`${url} 没有应答 / nobody answers`);
    });
    if (!response.ok || response.body === null) {
      const { title } = (await response.json()) as { title: { zh: string; en: string } };
      throw new Failure(`${title.zh} / ${title.en}`);
    }
    // The stream breaks off where the server fails: a file without its last line is told from a whole one.
    await pipeline(Readable.fromWeb(response.body), createWriteStream(file, { flags: 'wx', mode: 0o600 })).catch(asFailure(file));
    if (values.json) printJson({ file });
    else print(`已导出 / exported: ${file}`);
    return 0;
  },
};

export const auditKey: Command = {
  name: 'audit key',
  zh: '取得审计检查点的公钥；请从可信处取得一次并妥善保存',
  en: 'fetch the public key of the checkpoints; take it once from where you trust it and keep it',
  example: 'npx anjie audit key audit.pem',
  usage: '  FILE     写入的 PEM 文件 / PEM file to write\n  --json   {installation, keyId, pem}',
  async run(args) {
    const { values, positionals } = parseArgs({ args, options: { json: { type: 'boolean' } }, allowPositionals: true });
    const file = positionals.length === 0 ? null : oneFile(positionals);
    if (file === null && !values.json) throw new WrongUsage('请给出一个文件，或用 --json / name a file, or use --json');
    const installation = readInstallation();
    const key = await askApi<{ installation: string; keyId: string; pem: string }>(
      apiUrl(installation),
      readToken(installation),
      'GET',
      '/audit/key',
    );
    if (file !== null) write(file, key.pem);
    if (values.json) printJson(key);
    else print(`公钥 ${key.keyId}，安装 ${key.installation} / key ${key.keyId} of installation ${key.installation}: ${file}`);
    return 0;
  },
};

export const auditProve: Command = {
  name: 'audit prove',
  zh: '为一条审计记录出具证明，不披露其他记录',
  en: 'prove one row of the audit without showing the others',
  example: 'npx anjie audit prove 17 row-17.json',
  usage: '  SEQ FILE   序号和写入的文件 / number of the row and the file to write\n  --json     {file}',
  async run(args) {
    const { values, positionals } = parseArgs({ args, options: { json: { type: 'boolean' } }, allowPositionals: true });
    const [seq, ...rest] = positionals;
    if (seq === undefined || !/^[1-9]\d{0,14}$/.test(seq)) throw new WrongUsage('请给出序号和文件 / name the number of a row and a file');
    const file = oneFile(rest);
    const installation = readInstallation();
    const { proof } = await askApi<{ proof: string }>(apiUrl(installation), readToken(installation), 'GET', `/audit/events/${seq}/proof`);
    write(file, `${proof}\n`);
    if (values.json) printJson({ file });
    else print(`第 ${seq} 条的证明 / proof of row ${seq}: ${file}`);
    return 0;
  },
};
