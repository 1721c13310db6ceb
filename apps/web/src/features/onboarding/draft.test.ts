import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdsMore, sameContent, savable } from './draft.ts';

const INSTITUTION = { address: '解放西街1号', contactName: '马建国', contactPhone: '0951-5012345' };
const EMPTY = { form: {}, system: null };
const END = { address: '10.20.0.8', port: 8443 };

test('附件二: a part is saved once it is whole, and what is on record stays while it is written again', () => {
  assert.deepEqual(savable({ institution: { address: '解放西街1号' } }, EMPTY), EMPTY);
  assert.deepEqual(savable({ institution: INSTITUTION }, EMPTY).form, { institution: INSTITUTION });
  const record = { form: { institution: INSTITUTION }, system: null };
  assert.deepEqual(savable({ institution: { ...INSTITUTION, contactPhone: ' ' } }, record), record);
});

test('附件二: the mode of deployment has two boxes, and none may be ticked', () => {
  const system = { contactName: '李敏', contactPhone: '0951-5099999', test: END, production: END };
  assert.equal(savable({ system }, EMPTY).form.system?.deployment, null);
  assert.equal(savable({ system: { ...system, deployment: 'cloud' } }, EMPTY).form.system?.deployment, 'cloud');
});

test('what is written and not saved is known, whatever the order of its fields', () => {
  const record = { form: { institution: INSTITUTION }, system: 'his-3' };
  const turned = Object.fromEntries(Object.entries(INSTITUTION).reverse()) as typeof INSTITUTION;
  assert.equal(sameContent({ form: { institution: turned }, system: 'his-3' }, record), true);
  assert.equal(holdsMore({ institution: turned, systemCode: 'his-3' }, record), false);
  assert.equal(holdsMore({ institution: INSTITUTION, system: { contactName: '李' }, systemCode: 'his-3' }, record), true);
});
