import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Delivered, deliveryOf, LATE_MINUTES } from './delivery.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const away: Delivered = { undelivered: 3, deliveredAt: ago(1), waitingSince: null, places: ['file /mnt/audit', 'syslog log:6514'] };

test('NX-附3.2-3c: only what another place has taken lately is shown as safe', () => {
  assert.equal(deliveryOf(away, NOW), 'away');
  assert.equal(deliveryOf({ ...away, waitingSince: ago(LATE_MINUTES - 1) }, NOW), 'away', 'on its way');
  assert.equal(deliveryOf({ ...away, waitingSince: ago(LATE_MINUTES + 1) }, NOW), 'late', 'one of the places lacks it');
  assert.equal(deliveryOf({ ...away, deliveredAt: null, waitingSince: ago(1) }, NOW), 'never');
  assert.equal(deliveryOf({ ...away, deliveredAt: null, places: [] }, NOW), 'nowhere');
  assert.equal(deliveryOf({ ...away, places: ['file /mnt/audit'] }, NOW), 'here');
});
