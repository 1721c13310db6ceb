import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noteServerTime, serverNow } from './server-time.ts';

const at = (iso: string) => Date.parse(iso);

test('now is the server’s: a machine whose clock is an hour slow reads the deadline rightly', () => {
  const local = at('2026-11-22T05:00:00Z');
  noteServerTime('Sun, 22 Nov 2026 06:00:00 GMT', 40, local);
  assert.ok(Math.abs(serverNow(local) - at('2026-11-22T06:00:00Z')) <= 1000);
});

test('a slower answer does not spoil what a quick one said, and a moved clock is believed at once', () => {
  const local = at('2026-11-22T05:00:10Z');
  noteServerTime('Sun, 22 Nov 2026 06:00:10 GMT', 30, local);
  const before = serverNow(local);
  noteServerTime('Sun, 22 Nov 2026 06:00:10 GMT', 900, local + 900);
  assert.equal(serverNow(local), before);
  noteServerTime('Tue, 24 Nov 2026 06:00:10 GMT', 900, local + 1000);
  assert.ok(serverNow(local) - at('2026-11-24T06:00:00Z') >= 0);
  noteServerTime(null, 1, local);
  noteServerTime('nonsense', 1, local);
  assert.ok(serverNow(local) - at('2026-11-24T06:00:00Z') >= 0);
});
