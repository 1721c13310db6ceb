import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { citedIn, readYaml } from '@anjie/rulebook';
import { ROOT } from '@anjie/test-system';
import { codeRows, profileRows, type RuleRow } from './rule-row.ts';

/**
 * `npm run check:rules [TEXT…]`: takes each rule away, one at a time, and runs the pure tests. Every row must be missed: by a test that
 * names its clause, by another test, or by the loader, which refuses a profile that no longer holds together. TEXT narrows by label.
 */
const controls = readControls();
const folder = mkdtempSync(join(tmpdir(), 'anjie-rules-'));
const given = process.argv.slice(2);
const rows = [...profileRows(), ...codeRows()].filter((row) => given.every((text) => row.label.includes(text)));
const unmissed: RuleRow[] = [];
const counted = { named: 0, other: 0, refused: 0 };
try {
  await mustPassAsTheyStand();
  const waiting = [...rows.entries()];
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, () => work(waiting)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const row of unmissed)
  process.stdout.write(
    `✗ ${row.label} ${row.clause}: 去掉后没有测试失败 / no test fails without it (${row.tests.length} 个测试文件 files)\n`,
  );
process.stdout.write(
  `${rows.length} 行规则 / rows: ${counted.named} 由点名条款的测试发现 missed by a test that names the clause, ` +
    `${counted.other} 由其他测试发现 by another test, ${counted.refused} 装载时被拒绝 refused on load, ${unmissed.length} 无人发现 unmissed\n`,
);
process.exit(unmissed.length === 0 ? 0 : 1);

/** Tests that fail anyway would miss nothing: they come first, with every rule in its place. */
async function mustPassAsTheyStand(): Promise<void> {
  for (const [i, row] of new Map(rows.map((row) => [row.tests.join(), row])).values().toArray().entries()) {
    const failed = await failedWithout(`whole-${i}`, { ...row, without: readFileSync(join(ROOT, row.file), 'utf8') });
    if (failed.length > 0)
      throw new Error(`这些测试本来就失败，请先修好 / these tests fail as it is, mend them first:\n${failed.join('\n')}`);
  }
}

async function work(waiting: [number, RuleRow][]): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const [i, row] = next;
    if (row.refusal !== null) {
      counted.refused++;
      continue;
    }
    // The files that speak of the clause first; the others only if those miss nothing.
    const near = row.tests.filter((file) => row.clause !== '' && readFileSync(join(ROOT, file), 'utf8').includes(row.clause));
    const far = row.tests.filter((file) => !near.includes(file));
    let failed = await failedWithout(`${i}-near`, { ...row, tests: near });
    if (failed.length === 0) failed = await failedWithout(`${i}-far`, { ...row, tests: far });
    if (failed.some((title) => names(title, row.clause))) counted.named++;
    else if (failed.length > 0) counted.other++;
    else unmissed.push(row);
  }
}

async function failedWithout(name: string, row: RuleRow): Promise<string[]> {
  if (row.tests.length === 0) return [];
  const instead = join(folder, name);
  writeFileSync(instead, row.without);
  const args = [
    '--disable-warning=ExperimentalWarning',
    `--import=${join(ROOT, 'scripts/without-row.ts')}`,
    `--test-reporter=${join(ROOT, 'scripts/failed-titles.ts')}`,
    join(ROOT, 'scripts/import-tests.ts'),
    ...row.tests,
  ];
  const env = { PATH: process.env.PATH, TZ: 'UTC', ANJIE_TEST_WITHOUT: row.file, ANJIE_TEST_INSTEAD: instead };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const failed = output.out
    .split('\n')
    .filter((line) => line.startsWith('"'))
    .map((line) => JSON.parse(line) as string);
  // The tests could not even be read: that is no finding about the rule.
  if (code !== 0 && failed.length === 0) throw new Error(`${row.label}: ${output.err || output.out}`);
  return failed;
}

function names(title: string, clause: string): boolean {
  return citedIn(title).includes(clause) || (controls.get(clause)?.has(title) ?? false);
}

function readControls(): Map<string, Set<string>> {
  const file = 'regulations/controls.yaml';
  const { tree } = readYaml({ file, content: readFileSync(join(ROOT, file), 'utf8') });
  const list = (tree as unknown as { controls: { clauses: string[]; tests: string[] }[] }).controls;
  const byClause = new Map<string, Set<string>>();
  for (const control of list)
    for (const clause of control.clauses) byClause.set(clause, new Set([...(byClause.get(clause) ?? []), ...control.tests]));
  return byClause;
}
