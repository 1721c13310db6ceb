import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stdin } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { importPrivateKey, type Sm2PrivateKey, sm2Sign } from '@anjie/guomi';
import { askApi } from '../api.ts';
import { type Command, Failure, print, printJson, WrongUsage } from '../command.ts';
import { apiUrl, readInstallation } from '../installation.ts';

interface Session {
  readonly token: string;
  readonly must: 'second-factor' | 'change-password' | 'enrol-factor' | null;
  readonly factors: readonly string[];
  readonly expiresAt: string;
  readonly person: { readonly name: string; readonly role: string; readonly territory: string };
}

export const login: Command = {
  name: 'login',
  zh: '登录；之后的命令以此人身份办理',
  en: 'log in; later commands act as this person',
  example: 'npx anjie login nx.caseworker',
  usage: `  LOGIN    登录名；口令从标准输入读取，从不作为参数 / login name; the password is read from standard input, never an argument
  --key FILE  以此 SM2 私钥（PEM）应答第二因素 / answer the second factor with this SM2 private key (PEM)
  --code      从标准输入第二行读取动态口令或恢复码 / read an authenticator’s or a recovery code from the second line
  ANJIE_URL 服务器地址，缺省为本机 / the server, default this machine
  --json   {person, expiresAt}`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      options: { json: { type: 'boolean' }, key: { type: 'string' }, code: { type: 'boolean' } },
      allowPositionals: true,
    });
    const name = positionals[0];
    if (name === undefined || positionals.length > 1) throw new WrongUsage('请给出登录名 / name the login');
    const installation = readInstallation();
    const url = apiUrl(installation);
    const lines = await readLines(values.code ? ['口令 / password', '动态口令或恢复码 / code'] : ['口令 / password']);
    const begun = await askApi<Session>(url, null, 'POST', '/sessions', { login: name, password: lines[0] });
    const session = begun.must === 'second-factor' ? await showFactor(url, begun, values.key, lines[1]) : begun;
    if (session.must !== null) throw new Failure(OWED[session.must]);
    const folder = join(installation.data, 'secrets');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'login.token'), session.token, { mode: 0o600 });
    if (values.json) printJson({ person: session.person, expiresAt: session.expiresAt });
    else print(`${session.person.name}（${session.person.role}，${session.person.territory}），有效至 / until ${session.expiresAt}`);
    return 0;
  },
};

const OWED = {
  'second-factor': '此账号须出示第二因素：请用 --key FILE 或 --code / this account shows a second factor: use --key FILE or --code',
  'change-password': '须先在门户更换密码 / change the password in the portal first',
  'enrol-factor': '须先在门户登记第二因素 / enrol a second factor in the portal first',
} as const;

/** Shows the second factor: the signature of a client key over the challenge, or a code. */
async function showFactor(url: string, begun: Session, keyFile: string | undefined, code: string | undefined): Promise<Session> {
  if (keyFile !== undefined) {
    const key = readKey(keyFile);
    const challenge = await askApi<{ challengeId: string; text: string }>(url, begun.token, 'POST', '/sessions/challenge', { kind: 'sm2' });
    const signature = sm2Sign(challenge.text, key).toString('base64');
    return askApi(url, begun.token, 'POST', '/sessions/factor', { kind: 'sm2', challengeId: challenge.challengeId, signature });
  }
  if (code === undefined) throw new Failure(OWED['second-factor']);
  return askApi(url, begun.token, 'POST', '/sessions/factor', { kind: /^\d{6}$/.test(code) ? 'totp' : 'recovery-code', code });
}

function readKey(file: string): Sm2PrivateKey {
  try {
    return importPrivateKey(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Failure(`${file}：${(error as Error).message}`);
  }
}

/** So many lines of standard input; on a terminal what is typed is not shown. */
async function readLines(prompts: readonly string[]): Promise<string[]> {
  const reader = createInterface({ input: stdin, ...(stdin.isTTY ? { output: process.stderr, terminal: true } : {}) });
  try {
    if (!stdin.isTTY) {
      const lines: string[] = [];
      for await (const line of reader) {
        lines.push(line);
        if (lines.length === prompts.length) break;
      }
      return prompts.map((_, at) => lines[at] ?? '');
    }
    const lines: string[] = [];
    // Echo off: readline writes what is typed through this one method.
    Object.assign(reader, { _writeToOutput: () => {} });
    for (const prompt of prompts) {
      process.stderr.write(`${prompt}: `);
      lines.push(await reader.question(''));
      process.stderr.write('\n');
    }
    return lines;
  } finally {
    reader.close();
  }
}
