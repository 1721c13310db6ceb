import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import type { Assessment } from './assess.ts';

const run = promisify(execFile);
const PROGRAM = join(import.meta.dirname, '../../assess.ts');

let system: TestSystem;
let baseline: ReadonlyMap<string, string>;

/** The running installation assessed, as if some settings were others. */
async function assessed(environment: Record<string, string> = {}): Promise<Assessment> {
  const { stdout } = await run(process.execPath, [PROGRAM, system.url, String(system.server.child.pid), system.folder], {
    env: { PATH: process.env.PATH, ...system.environment, ...environment },
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout) as Assessment;
}

/** Every sub-check and its verdict. */
async function verdicts(): Promise<Map<string, string>> {
  const { items } = await assessed();
  return new Map(items.flatMap(({ checks }) => checks.map(({ clause, verdict }) => [clause.slice('NX-附3.2-'.length), verdict])));
}

/** Sub-checks that fail now and did not in the baseline. */
async function newlyFailing(): Promise<string[]> {
  const now = await verdicts();
  return [...now].filter(([id, verdict]) => verdict === 'does-not' && baseline.get(id) !== 'does-not').map(([id]) => id);
}

before(async () => {
  system = await startTestSystem();
  baseline = await verdicts();
});
after(() => system.stop());

test('NX-附3.2: the running demonstration is measured, and says "does not" where it does not', () => {
  assert.equal(baseline.size, 68);
  for (const id of ['1d-1', '2b-1', '2b-2', '3c-2', '4c-1', '8a-1', '8b-1', '5a-1']) assert.equal(baseline.get(id), 'does-not', id);
  for (const id of [
    '1a-1',
    '1a-2',
    '1b-1',
    '1b-2',
    '1b-3',
    '2d-2',
    '2e-2',
    '2e-3',
    '2f-1',
    '2g-1',
    '3a-1',
    '3b-1',
    '4d-2',
    '4f-1',
    '4f-2',
    '7b-1',
    '7b-2',
    '7b-3',
    '10b-1',
  ])
    assert.equal(baseline.get(id), 'conforms', id);
});

test('NX-附3.2-2d, NX-附3.2-2e, NX-附3.2-3a, NX-附3.2-3b, NX-附3.2-4d: the running product conforms, measured', () => {
  const asked = [...baseline].filter(([id]) => /^(2d|2e|3a|3b|4d)-/.test(id));
  assert.equal(asked.length, 12);
  assert.deepEqual(
    asked.filter(([, verdict]) => verdict !== 'conforms'),
    [],
  );
});

/** Done to the real installation, and undone: exactly these sub-checks fail. */
const MISDEEDS: readonly (readonly [string, () => unknown, () => unknown, readonly string[]])[] = [
  [
    'the key file is open to all',
    () => chmodSync(join(system.folder, 'master.key'), 0o644),
    () => chmodSync(join(system.folder, 'master.key'), 0o600),
    ['6b-2', '7b-2'],
  ],
  [
    'row security of the institutions is not forced',
    () => system.query('alter table institution no force row level security'),
    () => system.query('alter table institution force row level security'),
    ['2e-2', '2e-3', '2f-1'],
  ],
  [
    'audit rows may be deleted',
    () => system.query('grant delete on audit_event to app_system'),
    () => system.query('revoke delete on audit_event from app_system'),
    ['3c-1', '3d-1'],
  ],
  [
    'the duties of officers are not kept apart',
    () => system.query('alter table account disable trigger keeps_duties'),
    () => system.query('alter table account enable trigger keeps_duties'),
    ['2d-2'],
  ],
  [
    'a column that nobody graded',
    () => system.query('alter table account add column ungraded text'),
    () => system.query('alter table account drop column ungraded'),
    ['2g-1', '2g-2', '10a-1'],
  ],
];

for (const [name, misdeed, mend, expected] of MISDEEDS)
  test(`NX-附3.2: on the running installation, when ${name}, exactly ${expected.join(', ')} fail`, async () => {
    await misdeed();
    try {
      assert.deepEqual((await newlyFailing()).sort(), [...expected].sort());
    } finally {
      await mend();
    }
  });

test('NX-附3.2-7b, NX-附3.2-9b: sealed JSON, and what was destroyed, are not taken for plain text', async () => {
  const clerk = await system.as('xingqing.caseworker');
  assert.equal((await clerk.post('/institutions', { code: 'P64010400001', kind: 'pharmacy', name: '药店' })).status, 201);
  const { body } = await clerk.post('/institutions/P64010400001/operators', { role: 'operator', name: '马建国', phone: '13912345678' });
  assert.equal((await clerk.post(`/institutions/P64010400001/operators/${body.id}/end`)).status, 200);
  const asked = await clerk.post('/institutions/P64010400001/destructions', { kind: 'operator', subject: body.id, reason: '到期' });
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  assert.equal((await (await system.as('xingqing.approver')).post(`/destructions/${asked.body.id}/approval`)).status, 200);
  const [stored] = await system.query<{ json: number; destroyed: number }>(
    `select (select count(*)::int from idempotency where response #>> '{}' like '~2.%') as json,
       (select count(*)::int from institution_operator where name like '~0.%') as destroyed`,
  );
  assert.ok(stored!.json > 0 && stored!.destroyed > 0, JSON.stringify(stored));
  const now = await verdicts();
  assert.deepEqual(
    ['6b-1', '7b-1', '7b-3', '9a-1', '9b-1', '10b-1'].filter((id) => now.get(id) === 'does-not'),
    [],
  );
});

test('NX-附3.2: measuring changes nothing of the installation but its audit', () => {
  assert.equal(statSync(join(system.folder, 'master.key')).mode & 0o777, 0o600);
});

test('NX-附3.2-3c: a checkpoint that one of two places has not taken counts as not delivered, whatever the other took', async () => {
  const both = { ANJIE_AUDIT_FILE: join(system.folder, 'elsewhere'), ANJIE_AUDIT_WEBHOOK: 'https://audit.example.org/' };
  await system.query(`insert into audit_checkpoint (size, checkpoint, peaks, delivered_at, delivered_to) values
    (900001, '-', '', now(), '{"file /elsewhere"}'), (900002, '-', '', now(), '{"file /elsewhere", "webhook audit.example.org"}'),
    (900003, '-', '', now(), '{"file /elsewhere"}')`);
  const undelivered = async (environment: Record<string, string>) => {
    const checks = (await assessed(environment)).items.flatMap((item) => item.checks);
    const { evidence } = checks.find((check) => check.clause === 'NX-附3.2-3c-2')!;
    return Number(/(\d+) 个检查点未送达/.exec(evidence.zh)?.[1] ?? 0);
  };
  // Those of the running server, which has no second place, count either way.
  assert.equal((await undelivered(both)) - (await undelivered({ ANJIE_AUDIT_FILE: both.ANJIE_AUDIT_FILE })), 1);
});
