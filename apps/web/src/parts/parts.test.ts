import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvOf } from './csv.ts';
import { dueTime, longTime, shortTime } from './time.ts';

test('times are Beijing time wherever the machine stands', () => {
  assert.equal(shortTime('2026-11-22T16:30:00Z'), '2026-11-23 00:30');
  assert.equal(longTime('2026-01-02T03:04:00Z', 'zh'), '2026年1月2日 11:04');
});

test('a period of whole days is told by its last day, another one by the minute', () => {
  assert.equal(dueTime('2026-11-27T16:00:00Z'), '2026-11-27');
  assert.equal(dueTime('2026-11-27T16:30:00Z'), '2026-11-28 00:30');
});

test('an exported cell that a spreadsheet would run as a formula is text', () => {
  assert.equal(csvOf(['名称'], [['=1+1'], ['a,"b"'], ['\t@x']]), '\uFEFF名称\r\n\'=1+1\r\n"a,""b"""\r\n\'\t@x\r\n');
});
