import { parseArgs } from 'node:util';
import { type Command, Failure, print } from '../command.ts';
import { migrate as runMigrate } from '../up/provision.ts';

export const migrate: Command = {
  name: 'migrate',
  zh: '建立或更新数据库结构（使用所有者连接）',
  en: 'bring the schema up to date, with the owner’s URL',
  example: 'ANJIE_OWNER_DATABASE_URL=postgresql://owner@db/anjie ANJIE_APP_PASSWORD_FILE=/etc/anjie/app.password npx anjie migrate',
  usage: `  ANJIE_OWNER_DATABASE_URL  所有者连接 / the owner’s connection
  ANJIE_APP_PASSWORD_FILE   应用登录口令文件（0600） / file with the password of the servers’ login
  ANJIE_MODE                demonstration | production，首次决定后不可更改 / chosen at birth, never changed`,
  async run(args) {
    parseArgs({ args, options: {} });
    const owner = process.env.ANJIE_OWNER_DATABASE_URL;
    if (owner === undefined) throw new Failure('缺少 ANJIE_OWNER_DATABASE_URL / ANJIE_OWNER_DATABASE_URL is missing');
    print(await runMigrate(owner, process.env.ANJIE_APP_PASSWORD_FILE ?? null));
    return 0;
  },
};
