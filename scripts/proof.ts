import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLocalDatabase } from '@anjie/local-database';
import { openTestCluster, ROOT } from '@anjie/test-system';

/** `npm run proof [-- --full] [-- --json]`: what the product promises, the test that would fail if it did not hold, and what was seen. */
interface Promised {
  readonly promise: string;
  readonly file: string;
  /** a pattern of the test's title */
  readonly test: string;
}

const PROMISES: readonly Promised[] = [
  {
    promise: '准入是事实的纯函数，随时刻变化可预知 / admission is a pure function of facts, and tells when it changes',
    file: 'packages/admission/src/decide.test.ts',
    test: '.',
  },
  {
    promise: '同一机构相反的两个事实同时记录，结论不偏离事实 / two opposite facts at once: no drift',
    file: 'apps/server/tests/opposite-facts.test.ts',
    test: '.',
  },
  {
    promise: '数据流没有缺口，从不倒退 / the feed has no gap and never goes back',
    file: 'apps/server/tests/feed-without-gaps.test.ts',
    test: '.',
  },
  {
    promise: '确认写入的，掉电也在 / what was acknowledged survives kill -9 of server and database',
    file: 'apps/server/tests/every-write-survives.test.ts',
    test: '.',
  },
  {
    promise: '县级重算不能解除自治区的切断 / a county cannot undo the province’s cut-off',
    file: 'apps/server/tests/province-cuts-off.test.ts',
    test: '.',
  },
  {
    promise: '元旦零时无人因协议年度失去准入 / nobody loses admission by NX-8 on 1 January',
    file: 'apps/server/tests/new-year.test.ts',
    test: '.',
  },
  {
    promise: '他人辖区读不到、改不了 / another territory reads and changes nothing',
    file: 'apps/server/tests/territory-walk.test.ts',
    test: '.',
  },
  {
    promise: '网关与服务器在一万个随机世界里结论一致 / gateway and server agree on 10,000 random worlds',
    file: 'apps/gateway/src/random-worlds.test.ts',
    test: '.',
  },
  {
    promise: '条款合起来就是全文 / the union of the clauses is the whole text',
    file: 'packages/rulebook/src/catalogue.test.ts',
    test: '.',
  },
  {
    promise:
      '测试台结算：恒等式到分成立，冲正归还每一笔余额，对账相符（--full 约十一万笔） / settlements of the bed: identities hold to the fen, reversals give back every balance, reconciliation agrees (--full: some 110,000)',
    file: 'packages/simulated-platform/src/money-identities.test.ts',
    test: '.',
  },
  {
    promise:
      '审计的任何改动、删除、截断、调换都被发现并指明最早的一条（--full 一千次） / every change, deletion, truncation and exchange of the audit is found, the first bad row named (--full: 1,000)',
    file: 'apps/server/src/modules/audit/tampering.api.test.ts',
    test: '.',
  },
  {
    promise:
      '伪造的审计证明、导出和归档均被离线核验拒绝并说明原因 / forged proofs, exports and archives are rejected offline, with the reason',
    file: 'packages/audit-trail/src/forged.test.ts',
    test: '.',
  },
  {
    promise: '测试台与生产互不接受对方的任何密钥、凭据、报文 / bed and production accept no key, credential or message of each other',
    file: 'apps/cli/tests/isolation.journey.test.ts',
    test: '.',
  },
];

function main(args: string[]): number {
  const full = args.includes('--full');
  const results = PROMISES.map(({ promise, file, test }) => {
    if (!existsSync(join(ROOT, file))) return { promise, test: file, figure: '没有这个测试 / there is no such test', ok: false };
    const began = Date.now();
    const result = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--test', '--test-reporter=tap', `--test-name-pattern=${test}`, join(ROOT, file)],
      {
        cwd: ROOT,
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
        env: { ...process.env, ...(full ? { ANJIE_PROOF: 'full' } : {}) },
      },
    );
    const figures = result.stdout
      .split('\n')
      .filter((line) => /^\s*# .*\d/.test(line) && !/# (tests|suites|pass|fail|cancelled|skipped|todo|duration_ms|Subtest)/.test(line));
    const passed = /# pass (\d+)/.exec(result.stdout)?.[1] ?? '0';
    const figure = [
      ...figures.map((line) => line.replace(/^\s*# /, '')),
      `${passed} 项通过，${((Date.now() - began) / 1000).toFixed(1)} 秒 / passed`,
    ].join('; ');
    process.stderr.write(
      `${result.status === 0 ? '✓' : '✗'} ${promise}\n    ${figure}\n${result.status === 0 ? '' : result.stdout.slice(-4000)}`,
    );
    return { promise, test: file, figure, ok: result.status === 0 && passed !== '0' };
  });
  const ok = results.every((one) => one.ok);
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ promises: results, ok }, null, 2)}\n`);
  else process.stdout.write(`${results.filter((one) => one.ok).length} passed, ${results.filter((one) => !one.ok).length} failed\n`);
  return ok ? 0 : 1;
}

const folder = mkdtempSync(join(tmpdir(), 'anjie-proof-'));
process.env.ANJIE_TEST_FOLDER = folder;
await openTestCluster();
const code = main(process.argv.slice(2));
await (await openLocalDatabase({ folder: join(folder, 'postgres'), durable: false })).stop();
rmSync(folder, { recursive: true, force: true });
process.exit(code);
