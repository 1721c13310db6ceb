import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCalendars, readRegulations } from '@anjie/rulebook';
import { CalendarYearUnknown } from '@anjie/working-days';
import { calendarIn } from './calendar.ts';
import { deadlineOf } from './deadline.ts';

const yinchuan = { prov: '640000', city: '640100', div: '640104' };
const { years } = loadCalendars(readRegulations(join(import.meta.dirname, '../../../../..')).calendars);
const calendar = calendarIn(years, yinchuan);
const at = (text: string) => new Date(`${text}+08:00`);

test('NX-20(2): five working days from receipt skip the weekend and end with the last day in Asia/Shanghai', () => {
  const { dueOn, dueAt, explanation } = deadlineOf({ amount: 5, unit: 'working-day' }, at('2026-11-20T23:59:59'), calendar, false);
  assert.equal(dueOn, '2026-11-27');
  assert.equal(dueAt.toISOString(), '2026-11-27T16:00:00.000Z');
  assert.equal(explanation.length, 8);
});

test('NX-20(2): ten working days over the National Day holidays are counted by the notice, make-up days included', () => {
  const { dueOn } = deadlineOf({ amount: 10, unit: 'working-day' }, at('2026-09-24T10:00:00'), calendar, false);
  assert.equal(dueOn, '2026-10-15');
});

test('a period that reaches a year without data is refused, never guessed', () => {
  assert.throws(() => deadlineOf({ amount: 10, unit: 'working-day' }, at('2026-12-25T10:00:00'), calendar, false), CalendarYearUnknown);
});

test('hours are natural time, days end with the date, and 29 February ends on the 28th of another year', () => {
  assert.equal(
    deadlineOf({ amount: 24, unit: 'hour' }, at('2026-10-01T08:30:00'), calendar, false).dueAt.getTime(),
    at('2026-10-02T08:30:00').getTime(),
  );
  assert.equal(deadlineOf({ amount: 90, unit: 'day' }, at('2026-01-01T08:00:00'), calendar, false).dueOn, '2026-04-01');
  assert.equal(deadlineOf({ amount: 1, unit: 'year' }, at('2024-02-29T08:00:00'), calendar, false).dueOn, '2025-02-28');
  assert.equal(deadlineOf({ amount: 4, unit: 'year' }, at('2024-02-29T08:00:00'), calendar, false).dueOn, '2028-02-29');
  assert.equal(
    deadlineOf({ amount: 1, unit: 'at-once' }, at('2026-03-01T08:00:00'), calendar, false).dueAt.getTime(),
    at('2026-03-01T08:00:00').getTime(),
  );
});
