import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openScene, type Scene } from './onboarding.scene.ts';

interface Listed {
  applications: { number: string; dueAt: string | null; acts: { name: string; take: boolean; request: boolean }[] }[];
}

let scene: Scene;
let code: string;
let number: string;
before(async () => {
  scene = await openScene();
  code = await scene.institution('pharmacy');
  number = await scene.open(code, 'system-change');
});
after(() => scene.system.stop());

const listed = async (login: string) => {
  const answer = (await (await scene.system.as(login)).get(`/applications?institution=${code}`)).body as unknown as Listed;
  return answer.applications.find((one) => one.number === number)!;
};
const acts = async (login: string) => (await listed(login)).acts.map((act) => act.name);

test('a listed application says what its reader may do next by the profile’s rows, and nobody else’s part', async () => {
  assert.ok((await acts(code.toLowerCase())).includes('submit'));
  assert.deepEqual(await acts('nx.caseworker'), []);
  await scene.handInAll(code, number);
  await scene.advance(code, number, 'receive');
  assert.deepEqual(await acts('xingqing.caseworker'), []);
  assert.ok((await acts('nx.caseworker')).includes('receive'));
});

test('NX-20(2): a listed application says when its earliest running clock ends', async () => {
  assert.equal((await listed('nx.caseworker')).dueAt, null);
  await scene.take('nx.caseworker', number, 'receive');
  assert.match((await listed('nx.caseworker')).dueAt!, /T16:00:00\.000Z$/);
});

test('a party is told its own code, a bureau’s staff none', async () => {
  const partyCode = async (login: string) => (await (await scene.system.as(login)).get('/me')).body.partyCode;
  assert.equal(await partyCode(code.toLowerCase()), code);
  assert.equal(await partyCode('his-vendor.operator'), 'his-vendor');
  assert.equal(await partyCode('nx.caseworker'), null);
});
