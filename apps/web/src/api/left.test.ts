import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leftOf } from './left.ts';

const at = (time: string) => Date.parse(`2026-11-22T${time}:00Z`);

test('a session ends when nobody did anything for its time, or at its own end, whichever comes first', () => {
  const session = { expiresAt: '2026-11-22T18:00:00Z' };
  assert.equal(leftOf(session, at('06:00'), at('06:25')), 5 * 60_000);
  assert.equal(leftOf({ ...session, idleMinutes: 15 }, at('06:00'), at('06:25')), -10 * 60_000);
  assert.equal(leftOf(session, at('17:58'), at('17:59')), 60_000);
});
