import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { commands } from '../src/commands/index.ts';
import { type OwnInstallation, ownInstallation } from './installation.ts';

let own: OwnInstallation;
let system: TestSystem;
before(async () => {
  own = await ownInstallation();
  system = await startTestSystem();
});
after(async () => {
  own.remove();
  await system.stop();
});

const CHINESE = /\p{Script=Han}/u;

test('every command has --help with an example, in Chinese and English, and exits 0', async () => {
  for (const command of commands) {
    const { code, stdout, stderr } = await own.anjie(...command.name.split(' '), '--help');
    assert.deepEqual([code, stderr], [0, ''], command.name);
    assert.match(stdout, CHINESE, command.name);
    assert.match(stdout, /[a-z]{3,}/, command.name);
    assert.ok(stdout.includes(command.example), command.name);
  }
});

test('an option that does not exist is wrong usage for every command: exit 2, said in Chinese and English', async () => {
  for (const command of commands) {
    const { code, stdout, stderr } = await own.anjie(...command.name.split(' '), '--nonsense');
    assert.deepEqual([code, stdout], [2, ''], command.name);
    const said = stderr.split('\n')[0]!;
    assert.match(said, CHINESE, command.name);
    assert.match(said, /nonsense/, command.name);
  }
});

test('with nothing running a command says so in a sentence and exits 1, without a stack', async () => {
  for (const command of ['explain P64010400011', 'admission verify', 'audit verify', 'login nx.caseworker', 'doctor']) {
    const { code, stdout, stderr } = await own.anjie(...command.split(' '));
    assert.equal(code, 1, command);
    assert.match(stdout + stderr, CHINESE, command);
    assert.doesNotMatch(stdout + stderr, /\n\s+at |\.ts:\d/, command);
  }
});

test('a database that cannot be reached is said in Chinese and English, with exit 1 and no stack', async () => {
  const { code, stderr } = await own.anjieWith({ ANJIE_OWNER_DATABASE_URL: 'postgresql://owner:secret@127.0.0.1:1/anjie' }, 'migrate');
  assert.equal(code, 1);
  assert.match(stderr, /无法连接数据库 127\.0\.0\.1:1.*cannot reach the database/s);
  assert.doesNotMatch(stderr, /secret|\n\s+at /);
});

test('regulations that are not there are refused before anything is installed', async () => {
  const { code, stderr } = await own.anjieWith(
    { ANJIE_OWNER_DATABASE_URL: system.database.ownerUrl, ANJIE_REGULATIONS_ROOT: own.folder },
    'migrate',
  );
  const [{ basis }] = (await system.query<{ basis: string }>('select count(*) as basis from basis')) as [{ basis: string }];
  assert.equal(code, 1);
  assert.match(stderr, /regulations\/profiles .*\[missing\].*没有.*no profile/s);
  assert.doesNotMatch(stderr, /\n\s+at /);
  assert.equal(Number(basis), 1);
});

test('explain --json gives clause, text, since and mend as strings', async () => {
  const clerk = await system.as('xingqing.caseworker');
  assert.equal((await clerk.post('/institutions', { code: 'P64010400021', name: '示范药店', kind: 'pharmacy' })).status, 201);
  const environment = { ANJIE_URL: system.url, ANJIE_TOKEN: (await system.as('demo.reader')).token };
  const { code, stdout, stderr } = await own.anjieWith(environment, 'explain', 'P64010400021', '--json');
  const human = await own.anjieWith(environment, 'explain', 'P64010400021');
  const wrong = await own.anjieWith(environment, 'explain', 'P64010400021', '--at', 'x');
  assert.deepEqual([code, stderr], [0, '']);
  const explained = JSON.parse(stdout) as {
    environments: Record<string, { admitted: boolean; settlement: boolean; reasons: Record<string, unknown>[] }>;
    bindings: unknown[];
    revision: number;
  };
  assert.deepEqual(Object.keys(explained.environments).sort(), ['production', 'test']);
  assert.deepEqual([explained.bindings, typeof explained.revision], [[], 'number']);
  const { reasons, admitted, settlement } = explained.environments.production!;
  assert.deepEqual([admitted, settlement], [false, false]);
  for (const reason of reasons)
    for (const key of ['clause', 'text', 'since', 'mend']) assert.equal(typeof reason[key], 'string', `${reason.code} ${key}`);
  assert.match(human.stdout, /未准入 refused/);
  for (const line of human.stdout.split('\n')) assert.ok([...line].length < 220, line);
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /query\.at/);
});
