import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type LocalDatabase, openLocalDatabase } from '@anjie/local-database';
import { call, logIn, type Person, ROOT, startProcess, type TestProcess } from '@anjie/test-system';
import pg from 'pg';
import { rounds } from './proof-size.ts';

const run = promisify(execFile);
const KILLS = rounds(4, 52);

/** A cluster of its own, durable as in service: the shared one runs without fsync and must not be killed. */
let folder: string;
let database: LocalDatabase;
let server: TestProcess;
let clerk: Person;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'anjie-proof-'));
  mkdirSync(join(folder, 'files'));
  writeFileSync(join(folder, 'master.key'), randomBytes(32).toString('hex'), { mode: 0o600 });
  database = await openDurable();
  writeFileSync(join(folder, 'app.password'), database.appPassword, { mode: 0o600 });
  await run(process.execPath, [join(ROOT, 'apps/server/src/migrate.ts')], {
    env: {
      PATH: process.env.PATH,
      ANJIE_OWNER_DATABASE_URL: database.ownerUrl(),
      ANJIE_APP_PASSWORD_FILE: join(folder, 'app.password'),
      ANJIE_MODE: 'demonstration',
    },
  });
  server = await start();
  clerk = await logIn(server.url, 'xingqing.caseworker');
});
after(async () => {
  await server.stop();
  await database.stop();
  rmSync(folder, { recursive: true, force: true });
});

function openDurable() {
  return openLocalDatabase({ folder: join(folder, 'postgres'), durable: true, maxConnections: 40 });
}

function start() {
  return startProcess('apps/server/src/main.ts', {
    DATABASE_URL: database.appUrl(),
    ANJIE_SERVER_PORT: '0',
    ANJIE_KEY_FILE: join(folder, 'master.key'),
    ANJIE_FILES: join(folder, 'files'),
    ANJIE_LOG: 'silent',
  });
}

async function until<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries > 200) throw error;
      await delay(50);
    }
  }
}

/** kill -9; the next postmaster waits until the last process of the old one has gone. */
async function killDatabase(): Promise<void> {
  process.kill(database.pid, 'SIGKILL');
  await delay(20);
  database = await until(openDurable);
}

async function killServer(): Promise<void> {
  await server.kill();
  server = await until(start);
}

test('kill -9 of server and database at random moments: whatever was answered with 2xx is there afterwards, and the chain is whole', async () => {
  const logged: { code: string; year: number | null }[] = [];
  let stopping = false;
  let number = 0;
  /** One request; a repetition carries the same key, as a client that got no answer would send it. */
  const send = async (path: string, body: object): Promise<boolean> => {
    const key = randomUUID();
    for (;;) {
      try {
        const headers = { authorization: `Bearer ${clerk.token}`, 'idempotency-key': key };
        const answer = await call(server.url, 'POST', path, body, headers);
        if (answer.status === 201) return true;
        if (answer.status < 500) assert.fail(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
      }
      if (stopping) return false;
      await delay(20);
    }
  };
  const client = async () => {
    while (!stopping) {
      number += 1;
      const code = `P640104${String(number).padStart(5, '0')}`;
      if (!(await send('/institutions', { code, kind: 'pharmacy', name: `药店 ${code}` }))) return;
      logged.push({ code, year: null });
      if (!(await send(`/institutions/${code}/service-agreements`, { number: 'S', year: 2026, validFrom: '2026-01-01' }))) return;
      logged.push({ code, year: 2026 });
    }
  };
  const killer = async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      await delay(300 + Math.random() * 700);
      if (kill % 2 === 0) await killServer();
      else await killDatabase();
    }
    await delay(500);
    stopping = true;
  };
  await Promise.all([killer(), client(), client(), client(), client()]);

  const owner = new pg.Client({ connectionString: database.ownerUrl() });
  await owner.connect();
  const { rows } = await owner.query<{ code: string; year: number | null }>(
    'select i.code, s.year from institution i left join service_agreement s on s.institution_id = i.id',
  );
  await owner.end();
  assert.ok(logged.length > KILLS, `${logged.length} writes`);
  const there = new Map(rows.map((row) => [row.code, row.year]));
  const lost = logged.filter(({ code, year }) => !there.has(code) || (year !== null && there.get(code) !== year));
  assert.deepEqual(lost, []);
  assert.equal(there.size, rows.length, 'a repeated request is done once');

  const auditor = await until(() => logIn(server.url, 'nation.auditor'));
  assert.equal((await auditor.get('/audit/verification')).body.ok as unknown, true);
  const verified = (await auditor.get('/admission/verification')).body;
  assert.deepEqual([verified.ok, verified.drifted] as unknown[], [true, 0]);
});
