import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Command, print, printJson, WrongUsage } from '../command.ts';
import { beginCampaign, type Campaign, type CaseResult, casesOf, coverageOf, environmentOf, plansOf } from '../testbed/campaign.ts';
import { startTemporaryBed, type TestbedAddress } from '../testbed/temporary-bed.ts';
import { junit, verdictsOf } from '../testbed/verdict.ts';

const LOOK_MS = 1000;

export const testbedRun: Command = {
  name: 'testbed run',
  zh: '按测试计划跑一轮联调测试，供厂商的 CI 使用',
  en: 'run a test plan against a HIS, for a vendor’s CI',
  example: 'npx anjie testbed run pharmacy --exec "node apps/reference-his/src/main.ts" --junit result.xml',
  usage: `  SUITE             测试计划：pharmacy、hospital、clinic、…-short（短测） / the plan
  --exec COMMAND    驱动被测系统的命令，地址和密钥在 TESTBED_* 环境变量里；缺省打印出来并等待
                    command that drives the HIS, endpoint and keys in TESTBED_* variables; default: prints them and waits
  --url URL --token-file FILE   用已有的测试台（缺省自己启动一个） / a bed that runs already (default: one of its own)
  --institution CODE            被测机构编码 / institution code
  --signing none|csb|tif|x-ca   签名方式，缺省 x-ca / signing scheme
  --timeout SECONDS             最长时间，缺省 1800 / longest time
  --junit FILE      写 JUnit XML / writes JUnit XML
  --json            {cases:[{id, his, expected, verdict, ok}], ok}`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      options: {
        json: { type: 'boolean' },
        exec: { type: 'string' },
        url: { type: 'string' },
        'token-file': { type: 'string' },
        institution: { type: 'string' },
        signing: { type: 'string' },
        timeout: { type: 'string' },
        junit: { type: 'string' },
      },
      allowPositionals: true,
    });
    const [plan] = positionals;
    if (plan === undefined || positionals.length > 1) throw new WrongUsage('请给出一个测试计划 / name one plan');
    const seconds = Number(values.timeout ?? 1800);
    if (!(seconds > 0)) throw new WrongUsage(`--timeout ${values.timeout}：应为秒数 / must be a number of seconds`);
    if ((values.url === undefined) !== (values['token-file'] === undefined))
      throw new WrongUsage('--url 与 --token-file 须一起给出 / go together');
    const own = values.url === undefined ? await startTemporaryBed({ holdMs: 120_000, delayMs: 5_000 }) : null;
    const bed: TestbedAddress = own ?? {
      url: values.url!.replace(/\/+$/, ''),
      operatorToken: readFileSync(values['token-file']!, 'utf8').trim(),
    };
    try {
      const plans = await plansOf(bed);
      if (!plans.includes(plan)) throw new WrongUsage(`${plan}：没有这个测试计划，可用：${plans.join('、')} / there is no such plan`);
      const wishes = { institution_code: values.institution, signing: values.signing };
      const campaign = await beginCampaign(bed, { plan, name: `CI ${plan}`, ...wishes });
      const until = AbortSignal.timeout(seconds * 1000);
      if (values.exec === undefined) await waitForPeople(bed, campaign, until);
      else await drive(values.exec, campaign, until);
      const verdicts = verdictsOf(values.exec === undefined ? 'his' : 'command', await casesOf(bed, campaign));
      if (values.junit !== undefined) writeFileSync(values.junit, junit(plan, verdicts));
      const { share, missing } = await coverageOf(bed, campaign);
      if (values.json) printJson({ ...verdicts, coverage: { share, missing: missing.map((one) => one.code) } });
      else {
        for (const { ok, id, zh, verdict, reason } of verdicts.cases)
          print(`${ok ? '✓' : '✗'} ${id.padEnd(20)} ${verdict.padEnd(10)} ${zh} ${reason}`);
        print(
          `覆盖 coverage ${(share * 100).toFixed(2)}%${missing.length === 0 ? '' : `，缺 missing: ${missing.map((one) => one.code).join(', ')}`}`,
        );
      }
      return verdicts.ok ? 0 : 1;
    } finally {
      await own?.stop();
    }
  },
};

/** The command's own words go to stderr: stdout is for the result. */
async function drive(command: string, campaign: Campaign, until: AbortSignal): Promise<void> {
  const child = spawn(command, { shell: true, env: { ...process.env, ...environmentOf(campaign) }, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout!.pipe(process.stderr);
  const kill = (): boolean => child.kill('SIGTERM');
  until.addEventListener('abort', kill);
  const [code] = (await once(child, 'exit')) as [number | null];
  until.removeEventListener('abort', kill);
  if (code !== 0) process.stderr.write(`命令以 ${code} 结束 / the command ended with ${code}\n`);
}

/** Prints what a person needs, then each change, until nothing is left to do or time is up. */
async function waitForPeople(bed: TestbedAddress, campaign: Campaign, until: AbortSignal): Promise<void> {
  for (const [name, value] of Object.entries(environmentOf(campaign))) process.stderr.write(`${name}=${value}\n`);
  process.stderr.write(`实时状态 live view: ${bed.url}/  测试编号 id ${campaign.id}  密钥 key ${campaign.key}\n`);
  const told = new Map<string, string>();
  const open = (one: CaseResult): boolean => one.kind !== 'attested' && one.state === 'waiting';
  while (!until.aborted) {
    const cases = await casesOf(bed, campaign);
    for (const one of cases) {
      if (told.get(one.id) === one.state || one.state === 'waiting') continue;
      told.set(one.id, one.state);
      process.stderr.write(`${one.state.padEnd(10)} ${one.id} ${one.zh} ${one.reason}\n`);
    }
    if (!cases.some(open)) return;
    await delay(LOOK_MS);
  }
}
