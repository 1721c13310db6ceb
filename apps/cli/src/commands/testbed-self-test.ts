import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Command, print, printJson } from '../command.ts';
import { ROOT } from '../installation.ts';
import { attest, beginCampaign, type CaseResult, casesOf, environmentOf } from '../testbed/campaign.ts';
import { startTemporaryBed, type TestbedAddress } from '../testbed/temporary-bed.ts';
import type { Verdict } from '../testbed/verdict.ts';

/** A defect and the cases that describe it; the first is the one a report names. Data: conformance/suites/defects.json. */
interface DefectRow {
  readonly defect: string;
  readonly plan: 'pharmacy' | 'hospital';
  readonly cases: readonly string[];
}

/** So many systems are tried side by side; most of their time is waiting for replies that never come. */
const SIDE_BY_SIDE = 4;
const HIS_TIMEOUT_MS = 2000;
const PATIENCE = { holdMs: 20_000, delayMs: 700 };

export const testbedSelfTest: Command = {
  name: 'testbed self-test',
  zh: '用一个好系统和一族坏系统检验测试台本身',
  en: 'try the bed itself on a good HIS and a family of broken ones',
  example: 'npx anjie testbed self-test --json',
  usage: `  --defect NAME   只试这个缺陷；可多次 / this defect only; repeatable
  --json          {cases:[{id, his, expected, verdict, ok}], ok}
  坏系统若通过，或除描述其缺陷的用例外还有用例不通过，退出码为 1
  exit 1 when a broken one passes, or fails any case but those that describe its defect`,
  async run(args) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' }, defect: { type: 'string', multiple: true } } });
    const rows = (JSON.parse(readFileSync(join(ROOT, 'conformance/suites/defects.json'), 'utf8')) as DefectRow[]).filter(
      (row) => values.defect === undefined || values.defect.includes(row.defect),
    );
    const bed = await startTemporaryBed(PATIENCE);
    try {
      const tasks = [
        ...(values.defect === undefined ? (['pharmacy', 'hospital'] as const).map((plan) => () => tryReference(bed, plan)) : []),
        ...rows.map((row) => () => tryBroken(bed, row)),
      ];
      const cases = (await sideBySide(tasks)).flat();
      const ok = cases.length > 0 && cases.every((one) => one.ok);
      if (values.json) printJson({ cases, ok });
      else {
        for (const one of cases)
          print(`${one.ok ? '✓' : '✗'} ${one.his.padEnd(44)} ${one.id.padEnd(20)} ${one.verdict.padEnd(10)} ${one.ok ? '' : one.reason}`);
        print(`${cases.filter((one) => one.ok).length} passed, ${cases.filter((one) => !one.ok).length} failed`);
      }
      return ok ? 0 : 1;
    } finally {
      await bed.stop();
    }
  },
};

/** The good one passes every case of its plan; people attest what people must. */
async function tryReference(bed: TestbedAddress, plan: 'pharmacy' | 'hospital'): Promise<readonly Verdict[]> {
  const cases = await play(bed, plan, '');
  const applicable = cases.filter((one) => one.state !== 'not-applicable');
  return applicable.map(({ id, state, zh, reason, next }) => {
    const verdict = state === 'attested' ? 'pass' : state;
    return { id, his: 'reference', plan, expected: 'pass', verdict, ok: verdict === 'pass', zh, reason: reason || next };
  });
}

/** A broken one fails the cases that describe its defect, and no other. */
async function tryBroken(bed: TestbedAddress, { defect, plan, cases: expected }: DefectRow): Promise<readonly Verdict[]> {
  const cases = await play(bed, plan, defect);
  const failed = cases.filter((one) => one.state === 'fail').map((one) => one.id);
  const own = cases.find((one) => one.id === expected[0]);
  const exact = failed.length === expected.length && expected.every((id) => failed.includes(id));
  const reason = exact ? (own?.reason ?? '') : `应不通过 expected: ${expected.join(', ')}；实际 failed: ${failed.join(', ') || '—'}`;
  return [
    {
      id: expected[0]!,
      his: `broken:${defect}`,
      plan,
      expected: 'fail',
      verdict: own?.state ?? 'missing',
      ok: exact,
      zh: own?.zh ?? '',
      reason,
    },
  ];
}

async function play(bed: TestbedAddress, plan: string, defect: string): Promise<readonly CaseResult[]> {
  const campaign = await beginCampaign(bed, { plan, name: defect === '' ? 'reference' : `broken ${defect}`, his_name: 'reference-his' });
  const environment = { PATH: process.env.PATH, ...environmentOf(campaign), HIS_DEFECT: defect, HIS_TIMEOUT_MS: String(HIS_TIMEOUT_MS) };
  const child = spawn(process.execPath, [join(ROOT, 'apps/reference-his/src/main.ts')], { env: environment, stdio: 'ignore' });
  await once(child, 'exit');
  if (defect === '') for (const one of await casesOf(bed, campaign)) if (one.kind === 'attested') await attest(bed, campaign, one.id);
  return casesOf(bed, campaign);
}

async function sideBySide<T>(tasks: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < tasks.length; at = next++) results[at] = await tasks[at]!();
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  return results;
}
