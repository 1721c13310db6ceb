import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stdin } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { askApi } from '../api.ts';
import { type Command, print, printJson, WrongUsage } from '../command.ts';
import { apiUrl, readInstallation } from '../installation.ts';

interface Session {
  readonly token: string;
  readonly expiresAt: string;
  readonly person: { readonly name: string; readonly role: string; readonly territory: string };
}

export const login: Command = {
  name: 'login',
  zh: '登录；之后的命令以此人身份办理',
  en: 'log in; later commands act as this person',
  example: 'npx anjie login nx.caseworker',
  usage:
    '  LOGIN    登录名；口令从标准输入读取，从不作为参数 / login name; the password is read from standard input, never an argument\n  ANJIE_URL 服务器地址，缺省为本机 / the server, default this machine\n  --json   {person, expiresAt}',
  async run(args) {
    const { values, positionals } = parseArgs({ args, options: { json: { type: 'boolean' } }, allowPositionals: true });
    const name = positionals[0];
    if (name === undefined || positionals.length > 1) throw new WrongUsage('请给出登录名 / name the login');
    const installation = readInstallation();
    const session = await askApi<Session>(apiUrl(installation), null, 'POST', '/sessions', { login: name, password: await readPassword() });
    const folder = join(installation.data, 'secrets');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'login.token'), session.token, { mode: 0o600 });
    if (values.json) printJson({ person: session.person, expiresAt: session.expiresAt });
    else print(`${session.person.name}（${session.person.role}，${session.person.territory}），有效至 / until ${session.expiresAt}`);
    return 0;
  },
};

/** One line of standard input; on a terminal what is typed is not shown. */
async function readPassword(): Promise<string> {
  const reader = createInterface({ input: stdin, ...(stdin.isTTY ? { output: process.stderr, terminal: true } : {}) });
  try {
    if (!stdin.isTTY) {
      for await (const line of reader) return line;
      return '';
    }
    process.stderr.write('口令 / password: ');
    // Echo off: readline writes what is typed through this one method.
    Object.assign(reader, { _writeToOutput: () => {} });
    return await reader.question('');
  } finally {
    reader.close();
    if (stdin.isTTY) process.stderr.write('\n');
  }
}
