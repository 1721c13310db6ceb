import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { combine, type Entry, grantAt, readEntry } from '@anjie/admission';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { verify } from '../src/modules/admission/verify.ts';
import { plantAdmitted } from './admitted-institution.ts';
import { type InProcess, openInProcess } from './in-process.ts';

const MIDNIGHT = Date.parse('2027-01-01T00:00:00+08:00');
const REPEATED = 8;

let system: TestSystem;
let within: InProcess;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
});
after(async () => {
  await within.close();
  await system.stop();
});

const entries = async (): Promise<Map<string, Entry>> => {
  const rows = await system.query<{ code: string; entry: unknown }>('select code, entry from admission_entry order by code');
  return new Map(rows.map((row) => [row.code, readEntry(row.entry)]));
};
const admittedAt = (entry: Entry, t: number) => combine(entry, [], 'production', t)?.admitted;
const clausesAt = (entry: Entry, t: number) => combine(entry, [], 'production', t)!.reasons.map((reason) => reason.clause);

test('NX-8: on 1 January 00:00:00 with last year’s agreements nobody loses admission by it; an agreement that ends loses by NX-6', async () => {
  for (let n = 1; n <= REPEATED; n++)
    await plantAdmitted(system, within, n, { year: 2026 - (n % 2), validFrom: '2025-01-01', validTo: null });
  await plantAdmitted(system, within, 20, { year: 2026, validFrom: '2026-01-01', validTo: '2027-06-30' });
  const ending = await plantAdmitted(system, within, 30, { year: 2026, validFrom: '2026-01-01', validTo: '2026-12-31' });

  // Enforcement points switch by their own clock: the second segment is what they hold, server or no server.
  for (const [code, entry] of await entries()) {
    assert.equal(admittedAt(entry, MIDNIGHT - 1), true, `${code} is admitted in the last moment of the year`);
    assert.equal(admittedAt(entry, MIDNIGHT), code !== ending.code, code);
    assert.ok(!clausesAt(entry, MIDNIGHT).includes('NX-8'), code);
    assert.notEqual(grantAt(entry, MIDNIGHT), null, 'something is known of the new year');
  }
  const held = (await entries()).get(ending.code)!;
  assert.deepEqual(clausesAt(held, MIDNIGHT), ['NX-6']);

  // And so does the server, once it decides in the new year.
  const administrator = await system.as('nation.system-administrator');
  assert.equal((await administrator.post('/demonstration/clock', { offsetMs: MIDNIGHT - Date.now() })).status, 200);
  within.clock.move(MIDNIGHT - Date.now());
  for (let i = 0; i < 200 && (await entries()).get(ending.code)!.segments[0].from < MIDNIGHT; i++) await delay(50);
  assert.equal((await entries()).get(ending.code)!.segments[0].from >= MIDNIGHT, true, 'due work has come');
  const ids = (await system.query<{ id: string }>('select id from institution')).map((row) => row.id);
  await within.transactor.asSystem('new-year', (tx) => tx.touch(ids));
  for (const [code, entry] of await entries()) {
    assert.equal(admittedAt(entry, MIDNIGHT + 1000), code !== ending.code, code);
    assert.ok(!clausesAt(entry, MIDNIGHT + 1000).includes('NX-8'), code);
  }
  const found = await verify(within.transactor, within.clock, null);
  assert.deepEqual([found.ok, found.drifted], [true, 0], JSON.stringify(found.drift).slice(0, 500));
});
