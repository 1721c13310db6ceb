import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { prepareCertificates } from '../certificates.ts';
import { type Command, Failure, print, printJson, WrongUsage } from '../command.ts';
import { ROOT, readInstallation } from '../installation.ts';
import { prepareDatabase, prepareFolder } from '../up/provision.ts';
import { lives, readRunning } from '../up/running.ts';
import { writeManifest } from './manifest.ts';

const run = promisify(execFile);

interface Invitation {
  readonly login: string;
  readonly role: string;
  readonly code: string;
  readonly expiresAt: string;
}

const TITLES: Readonly<Record<string, string>> = {
  'system-administrator': '系统管理员 system administrator',
  'security-officer': '安全保密管理员 security officer',
  auditor: '安全审计员 auditor',
};

export const init: Command = {
  name: 'init',
  zh: '初始化生产安装：三员凭一次性登录码进入，没有缺省账号',
  en: 'begin a production installation: three officers by one-time codes, no default account',
  example: 'npx anjie init setup.json',
  usage: `  FILE     区划、医保局与三员（姓名、证件号码），格式见 docs/production.md / divisions, bureaus and the three officers; see docs/production.md
  --renew  为尚未登录的三员重新签发登录码 / new codes for officers who have not come yet
  --json   [{login, role, code, expiresAt}]
  DATABASE_URL, ANJIE_OWNER_DATABASE_URL  用已有的 PostgreSQL 代替内置的 / a PostgreSQL of your own instead of the embedded one`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      options: { renew: { type: 'boolean' }, json: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [file] = positionals;
    if ((file === undefined) === (values.renew !== true) || positionals.length > 1)
      throw new WrongUsage('请给出初始化文件，或 --renew / name the setup file, or --renew');
    const installation = readInstallation();
    prepareFolder(installation);
    process.env.ANJIE_MODE = 'production';
    prepareCertificates(installation);
    const running = readRunning(installation);
    const database = await prepareDatabase(installation);
    try {
      const invitations = await invite(file === undefined ? '--renew' : resolve(file), {
        DATABASE_URL: database.app,
        ANJIE_OWNER_DATABASE_URL: database.owner,
        ANJIE_KEY_FILE: installation.files.masterKey,
      });
      if (file !== undefined) await writeManifest();
      if (values.json) printJson(invitations);
      else tell(invitations);
    } finally {
      // Whoever runs already needs it further.
      if (running === null || !lives(running.pid)) await database.embedded?.stop();
    }
    return 0;
  },
};

async function invite(what: string, settings: Record<string, string>): Promise<Invitation[]> {
  const environment = { PATH: process.env.PATH ?? '', ...settings };
  try {
    const { stdout } = await run(process.execPath, [join(ROOT, 'apps/server/src/init.ts'), what], { env: environment });
    return JSON.parse(stdout) as Invitation[];
  } catch (error) {
    throw new Failure(((error as { stderr?: string }).stderr ?? String(error)).trim());
  }
}

function tell(invitations: readonly Invitation[]): void {
  print('三员的一次性登录码（只显示这一次，请分别当面交给本人） / one-time codes, shown once: hand each to its officer\n');
  for (const { login, role, code, expiresAt } of invitations)
    print(`  ${TITLES[role] ?? role}\n    ${login}   ${code}   有效至 / until ${expiresAt}`);
  print(`
启动：npx anjie up --production；三员在登录页选择“一次性登录码”，设置密码并登记第二因素
Start with npx anjie up --production; on the login page each officer chooses the one-time code, sets a password and enrols a second factor`);
}
