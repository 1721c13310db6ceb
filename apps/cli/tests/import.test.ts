import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { type OwnInstallation, ownInstallation } from './installation.ts';

let own: OwnInstallation;
let system: TestSystem;
let settings: Record<string, string>;
before(async () => {
  own = await ownInstallation();
  system = await startTestSystem();
  settings = { ANJIE_URL: system.url, ANJIE_TOKEN: (await system.as('xingqing.caseworker')).token };
});
after(async () => {
  own.remove();
  await system.stop();
});

const anjie = (...args: string[]) => own.anjieWith(settings, ...args);

function fileOf(name: string, ...lines: string[]): string {
  const path = join(own.folder, name);
  writeFileSync(path, ['机构编码,机构类别,机构名称', ...lines].join('\n'));
  return path;
}

test('a file is tried, then taken in, and the numbers are told', async () => {
  const path = fileOf('good.csv', 'P64010400001,零售药店,药店一', 'P64010400002,零售药店,药店二');
  const trial = await anjie('import', 'institutions', path, '--dry-run', '--json');
  assert.deepEqual([trial.code, JSON.parse(trial.stdout).rows, JSON.parse(trial.stdout).taken], [0, 2, 0], trial.stderr);
  const done = await anjie('import', 'institutions', path);
  assert.deepEqual([done.code, done.stderr], [0, '']);
  assert.match(done.stdout, /登记 recorded 2/);
});

test('a file with a wrong row is not taken in, ends with 1, and what is wrong lies beside it; --good takes the others', async () => {
  const path = fileOf('bad.csv', 'P64010400003,零售药店,药店三', 'P1,零售药店,药店四');
  const { code, stdout } = await anjie('import', 'institutions', path);
  assert.equal(code, 1);
  assert.match(stdout, /第 3 行 row, code \/ 机构编码 \[value-invalid\]/);
  assert.match(readFileSync(join(own.folder, 'bad.errors.csv'), 'utf8'), /"3","code \/ 机构编码","P1","value-invalid"/);
  const good = await anjie('import', 'institutions', path, '--good', '--json');
  assert.deepEqual([good.code, JSON.parse(good.stdout).taken], [1, 1]);
});

test('a file that cannot be read, an unknown list and a file that is refused as a whole are said in words', async () => {
  assert.equal((await anjie('import', 'institutions', join(own.folder, 'nowhere.csv'))).code, 2);
  assert.equal((await anjie('import', 'secrets', fileOf('x.csv'))).code, 2);
  const path = join(own.folder, 'wrong.csv');
  writeFileSync(path, '机构编码,秘密\n');
  const { code, stderr } = await anjie('import', 'institutions', path);
  assert.equal(code, 1);
  assert.match(stderr, /表头有未知、重复或缺少的列.*import-header-invalid/s);
  assert.ok(!existsSync(join(own.folder, 'wrong.errors.csv')));
});
