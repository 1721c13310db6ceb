import { parseArgs } from 'node:util';
import { askApi } from '../api.ts';
import { type Command, print, printJson } from '../command.ts';
import { apiUrl, readInstallation, readToken } from '../installation.ts';

export const auditVerify: Command = {
  name: 'audit verify',
  zh: '核验审计链',
  en: 'verify the chain of the audit',
  example: 'npx anjie audit verify --json',
  usage: '  --json   {rows, checkpoints, firstBad, ok}',
  async run(args) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
    const installation = readInstallation();
    const result = await askApi<{ rows: number; checkpoints: number; firstBad: number | null; ok: boolean }>(
      apiUrl(installation),
      readToken(installation),
      'GET',
      '/audit/verification',
    );
    if (values.json) printJson(result);
    else
      print(
        result.ok
          ? `审计链完整，共 ${result.rows} 条 / the chain holds, ${result.rows} rows`
          : `审计链自第 ${result.firstBad} 条起不符 / the chain breaks at row ${result.firstBad}`,
      );
    return result.ok ? 0 : 1;
  },
};
