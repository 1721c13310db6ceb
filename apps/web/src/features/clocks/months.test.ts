import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monthsOf } from './months.ts';

const days = (month: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ date: `2026-${month}-${String(i + 1).padStart(2, '0')}`, counts: i % 7 < 5 }));

test('GB/T 7408: a month stands in weeks that begin on Monday, each of seven places', () => {
  const [november, december] = monthsOf([...days('11', 30), ...days('12', 31)]);
  assert.equal(november!.weeks.length, 6);
  assert.ok(november!.weeks.every((week) => week.length === 7));
  assert.deepEqual(
    november!.weeks[0]!.map((day) => day?.date ?? null),
    [null, null, null, null, null, null, '2026-11-01'],
  );
  assert.equal(december!.weeks[0]![1]!.date, '2026-12-01');
  assert.equal(december!.weeks.flat().filter((day) => day !== null).length, 31);
});

test('of each month the worked days are counted', () => {
  assert.equal(monthsOf(days('11', 30))[0]!.worked, 22);
});
