import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { generateSm2Key, privateKeyPem, sm2Sign } from '@anjie/guomi';
import { type ManifestPlace, manifestChecker, manifestPlace, writeManifest } from './manifest.ts';

const top = mkdtempSync(join(tmpdir(), 'anjie-manifest-'));
after(() => rmSync(top, { recursive: true }));
const AT = new Date('2026-03-02T00:00:00Z');
let place: ManifestPlace;
let runs = 0;
const at = (path: string) => join(place.root, path);

beforeEach(async () => {
  runs += 1;
  const [root, data] = [join(top, `${runs}`, 'program'), join(top, `${runs}`, 'data')];
  for (const folder of ['apps/server/src/deep', 'apps/server/migrations', 'packages/guomi/src', 'regulations'])
    mkdirSync(join(root, folder), { recursive: true });
  mkdirSync(join(data, 'secrets'), { recursive: true });
  for (const path of ['apps/server/src/deep/a.ts', 'apps/server/migrations/1.sql', 'packages/guomi/src/b.ts', 'regulations/c.yaml'])
    writeFileSync(join(root, path), path);
  place = manifestPlace(root, data);
  assert.equal(await writeManifest(place, AT), 4);
});

test('NX-附3.2-5a: what was shipped holds against its manifest; the key is the owner’s alone', async () => {
  assert.deepEqual(await manifestChecker(place)(), { state: 'holds', files: 4, at: AT.toISOString() });
  assert.equal(statSync(place.keyFile).mode & 0o777, 0o600);
});

test('NX-附3.2-5a: one changed byte is found, at the first look and at a later one, with its times put back', async () => {
  const check = manifestChecker(place);
  assert.equal((await check()).state, 'holds');
  const { atime, mtime } = statSync(at('regulations/c.yaml'));
  writeFileSync(at('regulations/c.yaml'), 'regulations/d.yaml');
  utimesSync(at('regulations/c.yaml'), atime, mtime);
  const drifted = { state: 'drifted', drift: { changed: ['regulations/c.yaml'], missing: [], extra: [] } };
  assert.deepEqual(await check(), drifted);
  assert.deepEqual(await manifestChecker(place)(), drifted);
});

test('NX-附3.2-5a: a removed file, one too many and a link in a file’s place are found', async () => {
  unlinkSync(at('apps/server/migrations/1.sql'));
  writeFileSync(at('apps/server/src/more.ts'), '');
  unlinkSync(at('packages/guomi/src/b.ts'));
  symlinkSync('/dev/null', at('packages/guomi/src/b.ts'));
  assert.deepEqual(await manifestChecker(place)(), {
    state: 'drifted',
    drift: { changed: ['packages/guomi/src/b.ts'], missing: ['apps/server/migrations/1.sql'], extra: ['apps/server/src/more.ts'] },
  });
});

test('NX-附3.2-5a: a manifest that was altered, signed by another key, cut off or taken away is none', async () => {
  const whole = readFileSync(place.file, 'utf8');
  const { manifest, signature } = JSON.parse(whole) as { manifest: string; signature: string };
  const other = sm2Sign(manifest, generateSm2Key()).toString('base64');
  const forged = [
    JSON.stringify({ manifest: manifest.replace('2026-03-02', '2026-03-03'), signature }),
    JSON.stringify({ manifest, signature: other }),
    JSON.stringify({ manifest }),
    whole.slice(0, 40),
  ];
  for (const text of forged) {
    writeFileSync(place.file, text);
    assert.deepEqual(await manifestChecker(place)(), { state: 'forged' }, text.slice(0, 60));
  }
  unlinkSync(place.file);
  assert.deepEqual(await manifestChecker(place)(), { state: 'forged' });
  writeFileSync(place.file, whole);
  assert.equal((await manifestChecker(place)()).state, 'holds');
});

test('NX-附3.2-5a: under another key the manifest does not hold; without both there is none and nothing is alarmed', async () => {
  writeFileSync(place.keyFile, privateKeyPem(generateSm2Key()));
  assert.deepEqual(await manifestChecker(place)(), { state: 'forged' });
  unlinkSync(place.keyFile);
  assert.deepEqual(await manifestChecker(place)(), { state: 'forged' });
  unlinkSync(place.file);
  assert.deepEqual(await manifestChecker(place)(), { state: 'none' });
});
