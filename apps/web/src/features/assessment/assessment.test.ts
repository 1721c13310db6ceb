import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trendOf } from './assessment.ts';

test('NX-附3.2: an item is better or worse than before; what does not apply now or did not then says nothing', () => {
  assert.equal(trendOf({ verdict: 'conforms', former: 'does-not' }), 'better');
  assert.equal(trendOf({ verdict: 'partly', former: 'conforms' }), 'worse');
  assert.equal(trendOf({ verdict: 'partly', former: 'partly' }), 'same');
  assert.equal(trendOf({ verdict: 'conforms', former: null }), null);
  assert.equal(trendOf({ verdict: 'not-applicable', former: 'conforms' }), null);
});
