import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSilent, unsureOf } from './silence.ts';

const NOW = Date.parse('2026-03-02T02:00:30Z');

test('NX-18: a gateway that is lost is not one that enforces the newest decision, whatever it said last', () => {
  assert.deepEqual(
    [isSilent('2026-03-02T02:00:00Z', NOW), isSilent('2026-03-02T01:59:59Z', NOW), isSilent(null, NOW)],
    [false, true, true],
  );
  const gateways = [
    { code: 'current', revision: 7, seenAt: '2026-03-02T02:00:20Z' },
    { code: 'behind', revision: 6, seenAt: '2026-03-02T02:00:20Z' },
    { code: 'lost', revision: 7, seenAt: '2026-03-02T01:00:00Z' },
    { code: 'never', revision: null, seenAt: null },
  ];
  assert.deepEqual(
    unsureOf(gateways, 7, NOW).map(({ code }) => code),
    ['behind', 'lost', 'never'],
  );
});
