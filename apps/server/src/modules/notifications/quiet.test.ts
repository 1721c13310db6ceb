import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { notBefore, type Quiet } from './quiet.ts';
import { nextDigest } from './tell.ts';

const at = (text: string) => new Date(`${text}+08:00`);
const NIGHT: Quiet = { quietFrom: 22 * 60, quietUntil: 7 * 60, quietOnRestDays: true };
const weekdays = (date: string) => ![0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay());

test('a quiet time may cross midnight, and rest days are passed over whole', () => {
  assert.deepEqual(notBefore(at('2026-11-24T10:00'), NIGHT, weekdays), at('2026-11-24T10:00'));
  assert.deepEqual(notBefore(at('2026-11-24T23:10'), NIGHT, weekdays), at('2026-11-25T07:00'));
  assert.deepEqual(notBefore(at('2026-11-25T03:10'), NIGHT, weekdays), at('2026-11-25T07:00'));
  assert.deepEqual(notBefore(at('2026-11-27T22:30'), NIGHT, weekdays), at('2026-11-30T07:00'), 'from Friday night to Monday morning');
  assert.deepEqual(notBefore(at('2026-11-28T12:00'), { ...NIGHT, quietOnRestDays: false }, weekdays), at('2026-11-28T12:00'));
});

test('a year whose holidays are not held keeps no mail back', () => {
  assert.deepEqual(
    notBefore(at('2027-10-02T12:00'), NIGHT, () => null),
    at('2027-10-02T12:00'),
  );
});

test('the instant found is not quiet itself, is never earlier, and asking again changes nothing', () => {
  const minute = fc.integer({ min: 0, max: 1439 });
  const quiet = fc.record({ quietFrom: minute, quietUntil: minute, quietOnRestDays: fc.boolean() });
  const now = fc.integer({ min: at('2026-01-01T00:00').getTime(), max: at('2026-12-31T00:00').getTime() }).map((ms) => new Date(ms));
  fc.assert(
    fc.property(now, quiet, (when, wish) => {
      const found = notBefore(when, wish, weekdays);
      assert.ok(found >= when);
      assert.deepEqual(notBefore(found, wish, weekdays), found);
    }),
  );
});

test('a digest is written for the next time its minute of the day comes in Beijing', () => {
  assert.deepEqual(nextDigest(at('2026-11-24T08:00'), 510), at('2026-11-24T08:30'));
  assert.deepEqual(nextDigest(at('2026-11-24T08:30'), 510), at('2026-11-25T08:30'));
});
