import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { verifyArchive } from '@anjie/audit-trail';
import { importPublicKey, prepareKey } from '@anjie/guomi';
import { logIn } from '@anjie/test-system';
import { type InProcess, openInProcess } from '../../../tests/in-process.ts';
import { SYSTEM } from '../../ground/actor.ts';
import { type AuditScene, auditScene, type Verification } from './audit.scene.ts';
import { actorColumns, appendRows } from './audit.store.ts';

const DAY_MS = 86_400_000;
const MANY = 24_000;
const folder = mkdtempSync(join(tmpdir(), 'anjie-archive-'));

let scene: AuditScene;
let within: InProcess;
before(async () => {
  scene = await auditScene({ ANJIE_AUDIT_ARCHIVE: folder });
  within = openInProcess(scene.system);
  await scene.addRows(30);
  // Line separators of Unicode in what people write: to some readers of files they end a line.
  const clerk = await scene.system.as('xingqing.caseworker');
  const named = await clerk.post('/institutions', { code: 'P64010400001', kind: 'pharmacy', name: '两\u2028行\u2029药店' });
  assert.equal(named.status, 201);
  await scene.settle();
});
after(async () => {
  await within.close();
  await scene.system.stop();
});

// A clock that was moved has ended every session.
const administrator = () => logIn(scene.system.url, 'nation.system-administrator');
const auditor = () => logIn(scene.system.url, 'nation.auditor');
const verification = async () => (await (await auditor()).get('/audit/verification')).body as unknown as Verification;
const archives = () =>
  scene.system.query<{ month: string; from: number; to: number; file: string }>(
    'select month, from_seq::int as from, to_seq::int as to, file from audit_archive order by month',
  );
let moved = 0;
async function moveClock(days: number): Promise<void> {
  moved += days * DAY_MS;
  const answer = await (await administrator()).post('/demonstration/clock', { offsetMs: moved });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

async function until<T>(what: string, read: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let attempt = 0; attempt < 2400; attempt++) {
    const found = await read();
    if (found !== undefined) return found;
    await delay(10);
  }
  throw new Error(`${what} did not come`);
}

test('NX-附3.2-3c: a month that has ended is archived whole, verified with its public key alone, and its lost rows are put back', async () => {
  assert.deepEqual(await archives(), [], 'the running month is not archived');
  await moveClock(32);
  const [archive] = [await until('the archive', async () => (await archives())[0])];
  assert.equal(archive.from, 1);
  const pem = String((await (await auditor()).get('/audit/key')).body.pem);
  const key = prepareKey(importPublicKey(pem));
  const text = readFileSync(join(folder, archive.file), 'utf8');
  const verdict = await verifyArchive(text.trimEnd().split('\n'), [key]);
  assert.deepEqual([verdict.ok, verdict.rows], [true, archive.to], JSON.stringify(verdict.fault));

  const lost = Math.ceil(archive.to / 2);
  await scene.system.query('delete from audit_event where seq between $1 and $2', [lost, archive.to]);
  assert.equal((await verification()).firstBad, lost);
  const refused = await (await auditor()).post(`/audit/archives/${archive.month}/restoration`);
  assert.equal(refused.status, 403, 'the auditor writes nothing');
  const answer = await (await administrator()).post(`/audit/archives/${archive.month}/restoration`);
  assert.deepEqual(
    [answer.status, answer.body.restored, answer.body.differing],
    [200, archive.to - lost + 1, 0],
    JSON.stringify(answer.body),
  );
  const now = await verification();
  assert.deepEqual([now.ok, now.firstBad], [true, null], JSON.stringify(now.fault));
  const again = await (await administrator()).post(`/audit/archives/${archive.month}/restoration`);
  assert.equal(again.body.restored, 0);
});

test('NX-附3.2-3c: an archive that was changed is found, and nothing is put back from it', async () => {
  const [archive] = await archives();
  const path = join(folder, archive!.file);
  const whole = readFileSync(path);
  const lines = whole.toString('utf8').split('\n');
  const verify = async () => (await (await auditor()).get(`/audit/archives/${archive!.month}/verification`)).body;
  assert.equal((await verify()).ok, true);
  lines[4] = lines[4]!.replace('"event":"', '"event":"x');
  writeFileSync(path, lines.join('\n'));
  const { ok, firstBad } = await verify();
  assert.equal(ok, false);
  assert.ok(Number(firstBad) >= 1 && Number(firstBad) <= 5);
  const answer = await (await administrator()).post(`/audit/archives/${archive!.month}/restoration`);
  assert.equal(answer.body.code, 'audit-archive-altered');
  writeFileSync(path, whole);
  assert.equal((await (await administrator()).post('/audit/archives/1999-01/restoration')).status, 404);
});

test('NX-附3.2-3d: killed in the middle of archiving nothing is lost and nothing half counts; the next start does it whole', async () => {
  for (let written = 0; written < MANY; written += 2000)
    await within.transactor.asSystem('many', (tx) =>
      appendRows(
        tx,
        Array.from({ length: 2000 }, (_, i) => ({
          at: new Date(Date.now() + moved),
          requestId: 'many',
          ...actorColumns(SYSTEM),
          event: 'many-rows',
          objectKind: null,
          objectId: String(written + i),
          prov: null,
          city: null,
          div: null,
          institutionId: null,
          result: 'done' as const,
          refusal: null,
          detail: {},
        })),
      ),
    );
  await scene.settle();
  const before = (await archives()).length;
  const part = () => readdirSync(folder).find((name) => name.endsWith('.part'));
  const moving = moveClock(32);
  await until('the beginning of a file', () => part());
  await scene.system.server.kill();
  await moving.catch(() => {});
  assert.ok(part() !== undefined, 'it was killed while it wrote');
  assert.equal((await archives()).length, before, 'what is half written is not recorded');
  await scene.system.restart();
  const second = await until('the archive', async () => (await archives())[before]);
  assert.ok(second.to - second.from + 1 >= MANY);
  assert.ok(existsSync(join(folder, second.file)) && part() === undefined);
  const { body } = await (await auditor()).get(`/audit/archives/${second.month}/verification`);
  assert.deepEqual([body.ok, body.rows], [true, second.to - second.from + 1]);
  assert.equal(second.from, (await archives())[before - 1]!.to + 1, 'the archives follow each other without a gap');
  const whole = await verification();
  assert.equal(whole.ok, true, JSON.stringify(whole.fault));
});
