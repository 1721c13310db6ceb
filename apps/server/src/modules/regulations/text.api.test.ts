import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

interface ClauseOfText {
  id: string;
  words: string;
  controls: { name: string }[];
  tests: string[];
}

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

test('the four texts are listed with the territory that each binds', async () => {
  const person = await system.as('xingqing.caseworker');
  const { texts } = (await person.get('/regulations/texts')).body as unknown as { texts: { text: string; jurisdiction: string }[] };
  assert.deepEqual(texts.map((one) => `${one.text} ${one.jurisdiction}`).sort(), ['GJ 100000', 'JC 140500', 'NX 640000', 'TS 130200']);
});

test('beside each clause of a text stand its words, its controls and the tests that prove them', async () => {
  const person = await system.as('his-vendor.operator');
  const { clauses } = (await person.get('/regulations/texts/NX')).body as unknown as { clauses: ClauseOfText[] };
  const filing = clauses.find((one) => one.id === 'NX-8')!;
  assert.match(filing.words, /备案/);
  assert.ok(filing.controls.length > 0);
  assert.ok(filing.tests.some((title) => title.startsWith('NX-8')));
});

test('a text that is not held is not found', async () => {
  const person = await system.as('xingqing.caseworker');
  assert.equal((await person.get('/regulations/texts/XX')).status, 404);
});
