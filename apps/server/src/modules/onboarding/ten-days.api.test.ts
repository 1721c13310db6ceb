import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NX, openScene, type Scene } from './onboarding.scene.ts';

let scene: Scene;
before(async () => {
  scene = await openScene();
});
after(() => scene.system.stop());

const clocksOf = async (number: string) => {
  const { body } = await (await scene.system.as('nx.caseworker')).get(`/applications/${number}`);
  const clocks = body.clocks as unknown as { kind: string; state: string; endEvents: string[] }[];
  return clocks.filter((one) => one.kind === 'evaluate-passed').map(({ state, endEvents }) => [state, endEvents.join()]);
};

async function published(endEvent: string): Promise<void> {
  const transitions = NX.onboarding.transitions.map((one) =>
    one.name === 'appoint-partner' ? { ...one, deadline: { ...one.deadline!, endEvent } } : one,
  );
  const profiles = [{ ...NX, onboarding: { ...NX.onboarding, transitions } }];
  const asked = await scene.ok('nation.caseworker', '/regulations/publications', { profiles, reason: '改读法' });
  await scene.ok('nation.approver', `/regulations/publications/${asked.generation}/approval`, { digest: asked.digest });
}

async function evaluated(): Promise<{ code: string; number: string }> {
  const code = await scene.institution('hospital');
  const number = await scene.open(code);
  await scene.handInAll(code, number);
  await scene.advance(code, number, 'appoint-partner');
  return { code, number };
}

test('NX-20(2): by the reading in force the ten working days end as the partner is appointed', async () => {
  const { code, number } = await evaluated();
  assert.deepEqual(await clocksOf(number), [['running', 'appoint-partner']]);
  await scene.advance(code, number, 'record-test');
  assert.deepEqual(await clocksOf(number), [['met', 'appoint-partner']]);
});

test('NX-20(2): by the other reading they run on to the joint test, and the connecting party’s own step ends them', async () => {
  await published('record-test');
  const { code, number } = await evaluated();
  await scene.advance(code, number, 'record-test');
  assert.deepEqual(await clocksOf(number), [['running', 'record-test']]);
  await scene.advance(code, number, 'seal');
  assert.deepEqual(await clocksOf(number), [['met', 'record-test']]);
});
