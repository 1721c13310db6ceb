import { parseArgs } from 'node:util';
import { askApi } from '../api.ts';
import { type Command, print, printJson, WrongUsage } from '../command.ts';
import { apiUrl, readInstallation, readToken } from '../installation.ts';

interface Key {
  readonly id: string;
  readonly purpose: string;
  readonly since: string;
}

interface Rotation {
  readonly id: string;
  readonly purpose: string;
  readonly approvedAt: string | null;
  readonly resealed: number;
  readonly finishedAt: string | null;
}

export const keys: Command = {
  name: 'keys',
  zh: '数据密钥：查看、申请更换、批准更换',
  en: 'data keys: list them, ask for a new one, approve it',
  example: 'npx anjie keys rotate persons --reason 按年度更换',
  usage: `  list                         密钥与更换进度，缺省 / the keys and the changes under way; the default
  rotate PURPOSE --reason TEXT 申请更换（安全保密管理员），用途为 persons secrets files answers / ask for a new key, as security officer
  approve ID                   批准更换（系统管理员，须为另一人） / approve it, as system administrator, another person
  --json                       {keys:[{id, purpose, masterKey, since}], rotations:[…]} 或该次更换 / or the change`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      options: { json: { type: 'boolean' }, reason: { type: 'string' } },
      allowPositionals: true,
    });
    const [act = 'list', subject, ...more] = positionals;
    if (more.length > 0 || (act === 'list') !== (subject === undefined) || !['list', 'rotate', 'approve'].includes(act))
      throw new WrongUsage('请用 list、rotate PURPOSE 或 approve ID / use list, rotate PURPOSE or approve ID');
    if (act === 'rotate' && values.reason === undefined) throw new WrongUsage('请用 --reason 说明理由 / say why with --reason');
    const installation = readInstallation();
    const ask = <Answer>(method: 'GET' | 'POST', path: string, body?: object) =>
      askApi<Answer>(apiUrl(installation), readToken(installation), method, path, body);
    if (act === 'list') {
      const { keys: held } = await ask<{ keys: Key[] }>('GET', '/sealing/keys');
      const { rotations } = await ask<{ rotations: Rotation[] }>('GET', '/sealing/rotations');
      if (values.json) printJson({ keys: held, rotations });
      else print([...held.map((key) => `${key.purpose.padEnd(8)} ${key.id}  ${key.since}`), ...rotations.map(inWords)].join('\n'));
      return 0;
    }
    const rotation =
      act === 'rotate'
        ? await ask<Rotation>('POST', '/sealing/rotations', { purpose: subject, reason: values.reason })
        : await ask<Rotation>('POST', `/sealing/rotations/${encodeURIComponent(subject!)}/approval`);
    if (values.json) printJson(rotation);
    else print(inWords(rotation));
    return 0;
  },
};

function inWords({ id, purpose, approvedAt, resealed, finishedAt }: Rotation): string {
  const state =
    finishedAt !== null
      ? `已完成 / done ${finishedAt}`
      : approvedAt === null
        ? '待批准 / waits for approval'
        : `进行中，已重新加密 ${resealed} / under way, ${resealed} sealed again`;
  return `${purpose.padEnd(8)} ${id}  ${state}`;
}
