import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { manifestPlace, writeManifest } from '../src/ground/manifest.ts';
import { watchManifest } from '../src/watch-manifest.ts';
import { type InProcess, openInProcess } from './in-process.ts';

const root = mkdtempSync(join(tmpdir(), 'anjie-watch-'));
let system: TestSystem;
let within: InProcess;
before(async () => {
  system = await startTestSystem();
  within = openInProcess(system);
});
after(async () => {
  await within.close();
  await system.stop();
  rmSync(root, { recursive: true });
});

const audited = async () =>
  system.query<{ event: string; detail: unknown }>(
    `select event, detail from audit_event where event in ('shipped-files-changed', 'manifest-forged') order by seq`,
  );

test('NX-附3.2-5a: a changed file is audited, logged and raises an alert, a further one again; without a manifest nothing is', async () => {
  for (const folder of ['regulations', 'data/secrets']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'regulations/a.yaml'), 'a');
  const lines: string[] = [];
  const place = manifestPlace(root, join(root, 'data'));
  const watch = watchManifest(place, { transactor: within.transactor, log: { warn: (event) => void lines.push(event) } });
  await watch.look();
  assert.deepEqual([await audited(), lines], [[], []]);
  await writeManifest(place, new Date());
  await watch.look();
  assert.deepEqual([await audited(), lines], [[], []]);
  writeFileSync(join(root, 'regulations/a.yaml'), 'b');
  await watch.look();
  await watch.look();
  writeFileSync(join(root, 'regulations/b.yaml'), 'b');
  await watch.look();
  writeFileSync(place.file, '{}');
  await watch.look();
  await watch.close();
  const events = ['shipped-files-changed', 'shipped-files-changed', 'manifest-forged'];
  const facts = await audited();
  assert.deepEqual([facts.map((fact) => fact.event), lines], [events, events]);
  assert.deepEqual(facts[1]?.detail, {
    changed: { count: 1, first: ['regulations/a.yaml'] },
    missing: { count: 0, first: [] },
    extra: { count: 1, first: ['regulations/b.yaml'] },
  });
  const alerts = await system.query('select kind, severity, count::int as count, evidence->$1 as detail from alert order by kind', [
    'detail',
  ]);
  assert.deepEqual(
    alerts.map(({ kind, severity, count }) => [kind, severity, count]),
    [
      ['manifest-forged', 'critical', 1],
      ['shipped-files-changed', 'critical', 2],
    ],
  );
  assert.deepEqual(alerts[1]!.detail, facts[1]?.detail, 'the alert says which files');
});
