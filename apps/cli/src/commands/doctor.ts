import { existsSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadRegulations } from '@anjie/rulebook';
import { certificateStanding, readCertificate, tlsFault } from '@anjie/transport';
import { hostsOf, sharedHosts } from '../apart.ts';
import { callApi } from '../api.ts';
import { type Command, print, printJson } from '../command.ts';
import { type Installation, ROOT, readInstallation } from '../installation.ts';
import { lives, readRunning } from '../up/running.ts';
import { environmentOf } from './assess.ts';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** what to do, in words; empty where nothing is to be done */
  readonly mend: string;
}

type Add = (name: string, ok: boolean, mend: string) => void;
type Warn = (name: string, mend: string) => void;

export const doctor: Command = {
  name: 'doctor',
  zh: '检查本安装有何不妥、如何处理',
  en: 'what is wrong with this installation and what to do',
  example: 'npx anjie doctor --json',
  usage: '  --json   {checks:[{name, ok, mend}], ok}',
  async run(args) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
    const checks = await examine();
    const ok = checks.every((check) => check.ok);
    if (values.json) printJson({ checks, ok });
    else
      for (const check of checks)
        print(`${check.ok ? (check.mend === '' ? '✓' : '!') : '✗'} ${check.name}${check.mend === '' ? '' : `\n    ${check.mend}`}`);
    return ok ? 0 : 1;
  },
};

async function examine(): Promise<Check[]> {
  const installation = readInstallation();
  const { files, urls } = installation;
  const checks: Check[] = [];
  const add: Add = (name, ok, mend) => checks.push({ name, ok, mend: ok ? '' : mend });
  /** nothing is wrong yet, and something is to be done */
  const warn: Warn = (name, mend) => checks.push({ name, ok: true, mend });

  add('Node ≥ 22.18', Number(process.versions.node.split('.')[0]) >= 22, `本机为 / this is ${process.versions.node}；请运行 / run npm ci`);
  add(
    '数据目录 data folder',
    existsSync(installation.data),
    `${installation.data} 不存在，请先运行 npm start / does not exist; run npm start first`,
  );
  for (const secret of [
    files.masterKey,
    files.readerToken,
    files.gatewaySecret,
    files.testbedPassword,
    files.testbedToken,
    files.testbedKey,
    files.authority.key,
    files.serverCertificate.key,
  ])
    if (existsSync(secret)) add(`密钥文件权限 secret is private: ${secret}`, (statSync(secret).mode & 0o077) === 0, `chmod 600 ${secret}`);
  const space = await statfs(existsSync(installation.data) ? installation.data : ROOT);
  const freeGib = (space.bavail * space.bsize) / 2 ** 30;
  add('磁盘余量 disk space ≥ 1 GiB', freeGib >= 1, `仅余 / only ${freeGib.toFixed(2)} GiB`);
  add(
    '规定与规则 regulations hold',
    holds(() => loadRegulations(ROOT)),
    '请运行 / run: npx anjie regulations check regulations/profiles/*.yaml',
  );
  const { year, month } = { year: new Date().getFullYear(), month: new Date().getMonth() + 1 };
  const years = new Set(holdsValue(() => loadRegulations(ROOT).years.map((one) => one.year)) ?? []);
  add(`工作日日历 calendar of ${year}`, years.has(year), `请补充 regulations/calendars/${year}.yaml / add the calendar of ${year}`);
  if (month >= 11 && !years.has(year + 1))
    warn(
      `下一年日历 calendar of ${year + 1}`,
      `国务院办公厅通知发布后请补充 regulations/calendars/${year + 1}.yaml；缺少时跨年期限不予计算 / add next year's calendar once its notice is out; deadlines that reach into it are refused until then`,
    );
  const running = readRunning(installation);
  add('系统在运行 the system runs', running !== null && lives(running.pid), '请运行 / run: npm start');
  transport(installation, add, warn);
  const { answer: health, fault } = await reached(`${urls.portal}/api/health`);
  add(
    '服务器 server answers',
    health?.ok === true,
    `${urls.portal} ${fault === null ? '没有应答' : `不可信 / is not trusted: ${fault}`}，见 / see ${files.logs}/server.log`,
  );
  if (health?.mode === 'production' && running?.children.server !== undefined) scanning(environmentOf(running.children.server), warn);
  const gateway = await reach(`${urls.gateway}/health`);
  if (health?.mode === 'production' && gateway === null && running?.children.gateway === undefined)
    warn(
      '网关 gateway',
      '本机没有网关：网关在自己的主机上运行，各自登记后从服务器取得准入数据 / no gateway on this machine: each runs on a host of its own, is enrolled, and takes its knowledge from the server',
    );
  else add('网关 gateway answers', gateway?.ok === true, `${urls.gateway} 没有应答或缺少准入数据，见 / see ${files.logs}/gateway.log`);
  const bedUrl = process.env.ANJIE_INTEGRATION_URL ?? urls.testbed;
  const bed = await reach(`${bedUrl}/health`);
  const testbed = bed?.service === 'testbed';
  if (health?.mode === 'production') {
    // NX-20(4): what answers as a bed on the host of a production gateway is not apart from it.
    const shared = testbed && gateway !== null ? sharedHosts(await hostsOf(bedUrl), await hostsOf(urls.gateway)) : [];
    add(
      '测试环境与生产物理隔离 the test bed is apart from production (NX-20(4))',
      shared.length === 0,
      `联调测试台 ${bedUrl} 与生产网关在同一主机，请移到另外的主机 / the test bed ${bedUrl} is on the production gateway's host; move it to another one`,
    );
  } else add('联调测试台 test bed answers', testbed, `${bedUrl} 没有应答，见 / does not answer, see ${files.logs}/testbed.log`);
  if (health?.ok === true && gateway !== null && typeof gateway.revision === 'number') {
    const behind = Number(health.revision) - gateway.revision;
    add('网关与服务器一致 gateway is up to date', behind <= 0, `网关落后 ${behind} 个修订 / the gateway is ${behind} revision(s) behind`);
  }
  if (health?.ok === true && existsSync(files.readerToken)) {
    const token = readFileSync(files.readerToken, 'utf8').trim();
    await mails(urls.portal, token, add, warn);
    await alerts(urls.portal, token, add, warn);
    for (const [name, path] of [
      ['准入与事实一致 entries equal the facts', '/admission/verification'],
      ['审计链完整 the audit chain holds', '/audit/verification'],
    ] as const) {
      const answer = await callApi(urls.portal, token, 'GET', path);
      add(
        name,
        (answer.body as { ok?: boolean }).ok === true,
        `请运行 / run: npx anjie ${path.startsWith('/audit') ? 'audit verify' : 'admission verify'}`,
      );
    }
  }
  return checks;
}

/** Signals of an intrusion that nobody has closed: the security officer handles them (NX-附3.2-4f). */
async function alerts(
  portal: string,
  token: string,
  add: (name: string, ok: boolean, mend: string) => void,
  warn: (name: string, mend: string) => void,
): Promise<void> {
  const { status, body } = await callApi(portal, token, 'GET', '/alerts/standing');
  if (status !== 200) return;
  const { standing, critical, since } = body as { standing: number; critical: number; since: string | null };
  const name = '入侵报警 alerts';
  const handle = '请安全保密管理员签收、查明后办结 / the security officer acknowledges and closes them: GET /api/v1/alerts?state=standing';
  if (critical > 0)
    add(
      name,
      false,
      `${critical} 条严重报警未办结，最早 ${since} / ${critical} critical alert(s) stand, the first since ${since}；${handle}`,
    );
  else if (standing > 0) warn(name, `${standing} 条未办结，最早 ${since} / ${standing} stand, the first since ${since}；${handle}`);
  else add(name, true, '');
}

/** Mails that wait or stopped; an installation without a mail server is told so: its notifications stay in the inbox. */
async function mails(portal: string, token: string, add: Add, warn: Warn): Promise<void> {
  const { status, body } = await callApi(portal, token, 'GET', '/outgoing-mails?limit=1');
  if (status !== 200) return;
  const { configured, standing } = body as { configured: boolean; standing: { waiting: number; dead: number; unclear: number } };
  if (!configured)
    return warn(
      '邮件提醒 mail',
      '没有设置邮件服务器，通知只在站内：设置 ANJIE_SMTP_URL 和 ANJIE_SMTP_FROM 后重新启动 / no mail server is set and notifications stay in the inbox; set ANJIE_SMTP_URL and ANJIE_SMTP_FROM, then start again',
    );
  const stopped = standing.dead + standing.unclear;
  add('邮件提醒 mail', true, '');
  if (stopped > 0)
    warn(
      '停发的邮件 mails that stopped',
      `${stopped} 封停发或不明，请系统管理员查看 / ${stopped} stopped or unclear: GET /api/v1/outgoing-mails?state=dead`,
    );
}

/** TLS of the server: the certificate fits its key, is for the portal's name, and does not end within a month. */
function transport({ tls, caFile, files }: Installation, add: Add, warn: Warn): void {
  if (tls === null) {
    const made = existsSync(files.serverCertificate.cert);
    warn(
      '传输加密 TLS',
      made
        ? 'ANJIE_TLS=off：明文仅限回环地址，请确认由本机代理终结 TLS / plain on loopback alone: see that a proxy on this machine ends TLS'
        : '演示安装以明文 HTTP 在回环地址上通信 / a demonstration speaks plain HTTP on loopback',
    );
    return;
  }
  const name = `TLS 证书 certificate: ${tls.cert}`;
  try {
    const { facts } = readCertificate(tls);
    const { state, days, until } = certificateStanding(facts, new Date());
    const renew =
      tls.cert === files.serverCertificate.cert ? 'npx anjie certificate issue server' : '换发后覆盖原文件 / replace both files';
    add(name, state === 'valid' || state === 'ending', `有效期不符（至 ${until}）：${renew} / not valid now, it ends ${until}`);
    if (state === 'ending') warn(name, `${days} 天后到期（${until}）：${renew} / it ends in ${days} days`);
    const portal = process.env.ANJIE_PORTAL_URL;
    const host = portal === undefined ? null : new URL(portal).hostname;
    if (host !== null && !facts.names.some((one) => one === host || (one.startsWith('*.') && host.replace(/^[^.]+/, '*') === one)))
      warn(name, `不含门户名称 ${host}：${renew} ${host} / does not name the portal, unless a proxy does`);
  } catch (error) {
    add(name, false, (error as Error).message);
  }
  if (caFile !== null && !existsSync(caFile)) add('证书机构 authority', false, `${caFile} 不存在 / does not exist`);
}

function scanning({ CLAMAV_URL: scanner }: Readonly<Record<string, string>>, warn: Warn): void {
  if (scanner === undefined)
    warn(
      '病毒扫描 scanning of files',
      '材料文件未经扫描：设置 CLAMAV_URL 后重新启动 / files that are handed in are not scanned: set CLAMAV_URL, then start again',
    );
}

async function reach(url: string): Promise<Record<string, unknown> | null> {
  return (await reached(url)).answer;
}

/** What answers as JSON; else why TLS did not come about, if that was it. */
async function reached(url: string): Promise<{ answer: Record<string, unknown> | null; fault: string | null }> {
  try {
    return { answer: (await (await fetch(url, { signal: AbortSignal.timeout(3000) })).json()) as Record<string, unknown>, fault: null };
  } catch (error) {
    return { answer: null, fault: tlsFault(error) };
  }
}

function holds(work: () => unknown): boolean {
  return holdsValue(work) !== null;
}

function holdsValue<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
