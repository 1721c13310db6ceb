import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type Command, Failure, print, printJson } from '../command.ts';
import { ROOT, readInstallation } from '../installation.ts';

const run = promisify(execFile);

interface Answer {
  readonly state: 'none' | 'forged' | 'drifted' | 'holds';
  readonly files?: number;
  readonly at?: string;
  readonly drift?: Readonly<Record<'changed' | 'missing' | 'extra', readonly string[]>>;
}

const SIGNS = { changed: '改动 changed', missing: '缺少 missing', extra: '多出 extra' } as const;

export const manifestWrite: Command = {
  name: 'manifest write',
  zh: '为随产品交付的文件写下签名清单（SM3、SM2），升级后重写',
  en: 'write the signed manifest of the shipped files (SM3, SM2); again after an upgrade',
  example: 'npx anjie manifest write',
  usage: `  --json   {files}
  写入 DATA/manifest.json，私钥在 DATA/secrets/manifest.pem（0600） / written there; the key is in DATA/secrets`,
  async run(args) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
    const answer = await writeManifest();
    if (values.json) printJson(answer);
    else print(`✓ ${answer.files} 个文件已列入清单 / files are in the manifest`);
    return 0;
  },
};

export const manifestCheck: Command = {
  name: 'manifest check',
  zh: '核对随产品交付的文件与签名清单',
  en: 'check the shipped files against the signed manifest',
  example: 'npx anjie manifest check',
  usage: `  --json   {state: none|forged|drifted|holds, drift: {changed, missing, extra}, files, at}
  有清单且全部一致时退出码 0 / exit code 0 when there is a manifest and all of it holds`,
  async run(args) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
    const answer = await ask<Answer>('check');
    if (values.json) printJson(answer);
    else tell(answer);
    return answer.state === 'holds' ? 0 : 1;
  },
};

/** Has the server's program write it. @throws Failure when it cannot */
export function writeManifest(): Promise<{ files: number }> {
  return ask('write');
}

async function ask<T>(act: 'write' | 'check'): Promise<T> {
  const program = join(ROOT, 'apps/server/src/manifest.ts');
  try {
    const { stdout } = await run(process.execPath, [program, act, readInstallation().data], { maxBuffer: 16 * 1024 * 1024 });
    return JSON.parse(stdout) as T;
  } catch (error) {
    throw new Failure(((error as { stderr?: string }).stderr || String(error)).trim());
  }
}

function tell({ state, files, at, drift }: Answer): void {
  if (state === 'holds') print(`✓ ${files} 个文件与清单一致 / files are as in the manifest of ${at}`);
  else if (state === 'none') print('✗ 没有清单：anjie manifest write / there is no manifest: anjie manifest write');
  else if (state === 'forged')
    print('✗ 清单被取走，或不是本安装的密钥所签 / the manifest was taken away, or was not signed by this installation’s key');
  for (const kind of ['changed', 'missing', 'extra'] as const) for (const path of drift?.[kind] ?? []) print(`✗ ${SIGNS[kind]} ${path}`);
}
