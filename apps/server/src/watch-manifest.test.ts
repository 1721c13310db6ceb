import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { manifestPlace, writeManifest } from './ground/manifest.ts';
import type { AuditFact, Tx } from './ground/transaction.ts';
import { type AlarmParts, watchManifest } from './watch-manifest.ts';

const root = mkdtempSync(join(tmpdir(), 'anjie-watch-'));
after(() => rmSync(root, { recursive: true }));

test('NX-附3.2-5a: a changed file is audited and logged once, a further one again; without a manifest nothing is', async () => {
  for (const folder of ['regulations', 'data/secrets']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'regulations/a.yaml'), 'a');
  const [facts, lines]: [AuditFact[], string[]] = [[], []];
  const tx = { audit: (fact: AuditFact) => void facts.push(fact) } as unknown as Tx;
  const parts: AlarmParts = { transactor: { asSystem: (_, work) => work(tx) }, log: { warn: (event) => void lines.push(event) } };
  const place = manifestPlace(root, join(root, 'data'));
  const watch = watchManifest(place, parts);
  await watch.look();
  assert.deepEqual([facts, lines], [[], []]);
  await writeManifest(place, new Date());
  await watch.look();
  assert.deepEqual([facts, lines], [[], []]);
  writeFileSync(join(root, 'regulations/a.yaml'), 'b');
  await watch.look();
  await watch.look();
  writeFileSync(join(root, 'regulations/b.yaml'), 'b');
  await watch.look();
  writeFileSync(place.file, '{}');
  await watch.look();
  await watch.close();
  const events = ['shipped-files-changed', 'shipped-files-changed', 'manifest-forged'];
  assert.deepEqual([facts.map((fact) => fact.event), lines], [events, events]);
  assert.deepEqual(facts[1]?.detail, {
    changed: { count: 1, first: ['regulations/a.yaml'] },
    missing: { count: 0, first: [] },
    extra: { count: 1, first: ['regulations/b.yaml'] },
  });
});
