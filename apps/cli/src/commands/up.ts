import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readCertificate, trustAuthorities } from '@anjie/transport';
import { prepareCertificates } from '../certificates.ts';
import { type Command, Failure, print, WrongUsage } from '../command.ts';
import { beijingTime } from '../demo/beijing-time.ts';
import { type Installation, readInstallation } from '../installation.ts';
import { Child } from '../up/child.ts';
import { preparePortal } from '../up/portal.ts';
import { requireFreePorts } from '../up/ports.ts';
import { gateway, platform, server } from '../up/programs.ts';
import { DEMONSTRATION_PASSWORD, prepareDatabase, prepareFolder, provisionDemonstration } from '../up/provision.ts';
import { forgetRunning, lives, readRunning, writeRunning } from '../up/running.ts';
import { prepareTestbed, testbed } from '../up/testbed.ts';

const PARTS = ['server', 'platform', 'testbed', 'gateway'] as const;
type Part = (typeof PARTS)[number];

export const up: Command = {
  name: 'up',
  zh: '在一台机器上启动全部进程',
  en: 'start everything on one machine',
  example: 'npx anjie up --demo',
  usage: `  --demo                 演示安装（缺省） / a demonstration installation (default)
  --production           生产安装：只启动服务器，先运行 anjie init / a production installation: the server alone; run anjie init first
  --only server,gateway  只启动这些进程（server, platform, testbed, gateway） / only these processes
  ANJIE_DATA             数据目录，缺省 ./data / data folder, default ./data
  ANJIE_PORT_BASE        端口基数，缺省 7300：+0 门户与接口，+1 网关，+2 测试环境，+3 模拟平台，+5 联调测试台 / port base, default 7300
  ANJIE_SERVER_HOST, ANJIE_SERVER_TLS_CERT, ANJIE_SERVER_TLS_KEY, ANJIE_CA_FILE  生产安装的监听地址与证书，缺省用 anjie init 所制 / of a production installation; without them the certificate that init made
  ANJIE_TLS=off          生产安装由本机代理终结 TLS 时 / of a production installation behind a proxy on this machine that ends TLS
  DATABASE_URL, ANJIE_OWNER_DATABASE_URL  用已有的 PostgreSQL 代替内置的 / a PostgreSQL of your own instead of the embedded one`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: { demo: { type: 'boolean' }, production: { type: 'boolean' }, only: { type: 'string' } },
    });
    if (values.demo && values.production) throw new WrongUsage('--demo 与 --production 只能选一个 / --demo or --production, not both');
    const production = values.production === true || (process.env.ANJIE_MODE === 'production' && values.demo !== true);
    if (production) process.env.ANJIE_MODE = 'production';
    const parts = (values.only?.split(',') ?? (production ? ['server'] : PARTS)) as Part[];
    for (const part of parts)
      if (!PARTS.includes(part)) throw new WrongUsage(`--only ${part}：没有这个进程 / no such process (${PARTS.join(', ')})`);
    const installation = readInstallation();
    prepareFolder(installation);
    if (!production) return start(installation, parts, production);
    // What it makes decides how the server is reached.
    prepareCertificates(installation);
    const secured = readInstallation();
    if (secured.caFile !== null) trustAuthorities(secured.caFile);
    return start(secured, parts, production);
  },
};

async function start(installation: Installation, parts: readonly Part[], production: boolean): Promise<number> {
  const began = Date.now();
  const lock = join(installation.data, 'starting');
  if (!takeLock(lock)) {
    print(`另一个进程正在启动这份数据（${installation.data}） / another process is starting this data right now`);
    return 0;
  }
  const children: Child[] = [];
  let stop: (() => Promise<void>) | null = null;
  try {
    const other = readRunning(installation);
    if (other !== null && lives(other.pid)) {
      tellWhoRuns(installation, other.pid, other.startedAt);
      return 0;
    }
    // What a killed start left behind would hold the ports for as long as it drains.
    for (const pid of Object.values(other?.children ?? {})) if (lives(pid)) process.kill(pid, 'SIGKILL');
    if (other !== null) await delay(100);
    await requireFreePorts(
      [
        { port: installation.portBase, what: '门户与接口 / portal and API', part: 'server' },
        { port: installation.portBase + 1, what: '网关 / gateway', part: 'gateway' },
        { port: installation.portBase + 2, what: '测试环境 / test environment', part: 'platform' },
        { port: installation.portBase + 3, what: '模拟国家平台 / simulated platform', part: 'platform' },
        { port: installation.portBase + 5, what: '联调测试台 / test bed', part: 'testbed' },
      ].filter(({ part }) => parts.includes(part as Part)),
    );
    const database = await prepareDatabase(installation);
    const note = () =>
      writeRunning(installation, {
        pid: process.pid,
        startedAt: new Date(began).toISOString(),
        portBase: installation.portBase,
        children: Object.fromEntries(children.flatMap((child) => (child.pid === null ? [] : [[child.spec.name, child.pid]]))),
      });
    stop = async () => {
      for (const child of [...children].reverse()) await child.stop();
      await database.embedded?.stop();
      forgetRunning(installation);
    };
    const begin = async (child: Child) => {
      children.push(child);
      await child.start();
    };
    const bed = parts.includes('testbed')
      ? prepareTestbed(installation, database.owner).then((url) => begin(new Child(testbed(installation, url), note)))
      : Promise.resolve();
    // Awaited below; while the server starts its failure is nobody's yet.
    bed.catch(() => {});
    if (parts.includes('server')) {
      await begin(new Child(server(installation, database.app, preparePortal()), note));
      if (!production) await provisionDemonstration(installation);
    }
    if (parts.includes('platform')) await begin(new Child(platform(installation), note));
    if (parts.includes('gateway')) await begin(new Child(gateway(installation), note));
    await bed;
  } catch (error) {
    await stop?.();
    throw error;
  } finally {
    rmSync(lock, { force: true });
  }
  if (production) tellProduction(installation);
  else tellWhatListens(installation, (Date.now() - began) / 1000);
  await ended();
  print('正在停止 … / stopping …');
  await stop();
  return 0;
}

/** Resolves at SIGTERM, SIGINT or SIGHUP. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    const alive = setInterval(() => {}, 1 << 30);
    const stop = () => {
      clearInterval(alive);
      resolve();
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
  });
}

/** One start at a time on one data folder; a lock whose owner is dead is taken over. */
function takeLock(file: string): boolean {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const handle = openSync(file, 'wx', 0o600);
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new Failure(`${file}: ${(error as Error).message}`);
      if (lives(Number(readFileSync(file, 'utf8')))) return false;
      rmSync(file, { force: true });
    }
  }
  return false;
}

function tellWhoRuns(installation: Installation, pid: number, since: string): void {
  print(`安接已在运行（进程 ${pid}，自 ${beijingTime(new Date(since))}）：${installation.urls.portal}`);
  print(`Anjie runs already (process ${pid}, since ${beijingTime(new Date(since))} Beijing time): ${installation.urls.portal}`);
}

function tellProduction(installation: Installation): void {
  print(`安接 生产安装已启动 / Anjie, a production installation, is up

  门户与接口  portal and API         ${installation.urls.portal}
  传输加密    transport              ${wire(installation)}
  数据目录    data folder            ${installation.data}

  没有缺省账号：三员凭 anjie init 给出的一次性登录码进入；按 Ctrl+C 停止
  There is no default account: the three officers come in by the one-time codes of anjie init; Ctrl+C stops`);
}

/** How a production installation is reached, in words. */
function wire({ tls, caFile }: Installation): string {
  if (tls === null) return '明文，仅限回环地址，由本机代理终结 TLS / plain on loopback, for a proxy on this machine that ends TLS';
  const until = readCertificate(tls).facts.notAfter.toISOString().slice(0, 10);
  return `TLS，证书至 / TLS, the certificate ends ${until}${caFile === null ? '' : `；证书机构 / authority: ${caFile}`}`;
}

function tellWhatListens(installation: Installation, seconds: number): void {
  const { urls } = installation;
  print(`安接 演示安装已启动（${seconds.toFixed(1)} 秒） / Anjie, a demonstration installation, is up (${seconds.toFixed(1)} s)

  门户与接口  portal and API         ${urls.portal}
  接入网关    gateway                ${urls.gateway}/production  ${urls.gateway}/test
  测试环境    test environment       ${urls.testPlatform}
  模拟国家平台 simulated platform     ${urls.platform}
  联调测试台  test bed               ${urls.testbed}
  数据目录    data folder            ${installation.data}

  仅在本机回环地址上以明文 HTTP 通信，不得用于真实数据 / plain HTTP on loopback alone: not for real data

  演示账号（口令均为 ${DEMONSTRATION_PASSWORD}） / demonstration accounts, all with this password
    宁夏  nx.caseworker nx.approver nx.system-administrator nx.security-officer nx.auditor
    银川  yinchuan.caseworker yinchuan.approver   兴庆区 xingqing.caseworker xingqing.approver
    晋城  jincheng.caseworker jincheng.approver   城区 chengqu.caseworker chengqu.approver
    唐山  tangshan.caseworker tangshan.approver   路北区 lubei.caseworker lubei.approver
    企业  carrier-a.operator his-vendor.operator platform.operator partner.operator

  另开一个终端运行 npm run demo 看完整经过；按 Ctrl+C 停止
  Run npm run demo in another terminal for the whole story; Ctrl+C stops`);
}
