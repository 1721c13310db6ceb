import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addCalendarDays,
  addNaturalTime,
  addWorkingDays,
  CalendarInvalid,
  type CalendarYear,
  CalendarYearUnknown,
  calendarOf,
  DateInvalid,
  dateOf,
  dayNumber,
  dayStatus,
  workingDaysBetween,
} from './index.ts';

const spring = { zh: '春节', en: 'Spring Festival' };
const year = (n: number, holidays: CalendarYear['holidays'] = []): CalendarYear => ({
  year: n,
  source: 'a notice',
  division: null,
  holidays,
});
const spring2024 = year(2024, [{ name: spring, from: '2024-02-10', to: '2024-02-17', makeUp: ['2024-02-04', '2024-02-18'] }]);
const calendar = calendarOf([year(2023), spring2024, year(2025)]);

test('2024-02-18 counts: make-up day', () => {
  assert.deepEqual(dayStatus(calendar, '2024-02-18'), {
    date: '2024-02-18',
    counts: true,
    why: { zh: '调休上班：春节', en: 'make-up day: Spring Festival' },
  });
});

test('NX-20(2): five working days from a receipt before the Spring Festival end after it, each day explained', () => {
  const { date, days } = addWorkingDays(calendar, '2024-02-07', 5, { countFirstDay: false });
  assert.deepEqual(
    days.filter((day) => day.counts).map((day) => day.date),
    ['2024-02-08', '2024-02-09', '2024-02-18', '2024-02-19', '2024-02-20'],
  );
  assert.equal(date, '2024-02-20');
  assert.equal(days.length, 14);
  assert.equal(days[0]?.why.en, 'the day of the start event is not counted');
});

test('a year without data is refused by name, never guessed', () => {
  assert.throws(() => addWorkingDays(calendar, '2025-12-30', 5), CalendarYearUnknown);
  assert.throws(() => dayStatus(calendar, '2027-01-04'), { code: 'calendar-year-unknown', year: 2027 });
});

test('a local notice counts in its own territory only', () => {
  const local: CalendarYear = {
    year: 2024,
    source: 'a notice',
    division: '640000',
    holidays: [{ name: { zh: '地方假日', en: 'local holiday' }, from: '2024-06-17', to: '2024-06-17', makeUp: [] }],
  };
  assert.equal(dayStatus(calendarOf([spring2024, local], ['640000']), '2024-06-17').counts, false);
  assert.equal(dayStatus(calendarOf([spring2024, local], ['140000']), '2024-06-17').counts, true);
});

test('a make-up day on a weekday, and a day of another year, are refused', () => {
  const broken = (from: string, makeUp: string[]) => () => calendarOf([year(2024, [{ name: spring, from, to: from, makeUp }])]);
  assert.throws(broken('2024-02-10', ['2024-02-19']), CalendarInvalid);
  assert.throws(broken('2023-02-10', []), CalendarInvalid);
  assert.throws(broken('2024-02-30', []), DateInvalid);
});

test('dates that do not exist and numbers of days that make no sense are refused', () => {
  for (const bad of ['2024-02-30', '2024-2-3', '', '20240203', '2023-02-29'])
    assert.throws(() => addWorkingDays(calendar, bad, 1), DateInvalid);
  for (const bad of [-1, 1.5, Number.NaN, 1001]) assert.throws(() => addWorkingDays(calendar, '2024-01-02', bad), RangeError);
  assert.throws(() => workingDaysBetween(calendar, '2024-01-03', '2024-01-02'), RangeError);
});

const someDay = fc.integer({ min: dayNumber('2023-01-01'), max: dayNumber('2025-06-30') }).map(dateOf);
const someCount = fc.integer({ min: 1, max: 60 });

test('the period ends on a day that counts, and holds exactly n such days', () => {
  fc.assert(
    fc.property(someDay, someCount, fc.boolean(), (start, n, countFirstDay) => {
      const { date, days } = addWorkingDays(calendar, start, n, { countFirstDay });
      assert.equal(days.filter((day) => day.counts).length, n);
      assert.equal(days.at(-1)?.date, date);
      assert.equal(days.at(-1)?.counts, true);
      assert.deepEqual(
        days.map((day) => dayNumber(day.date)),
        days.map((_, i) => dayNumber(start) + i),
      );
    }),
  );
});

test('workingDaysBetween is the inverse of addWorkingDays', () => {
  fc.assert(
    fc.property(someDay, someCount, (start, n) => workingDaysBetween(calendar, start, addWorkingDays(calendar, start, n).date) === n),
  );
});

test('periods add up: n then m days end where n + m days end', () => {
  fc.assert(
    fc.property(someDay, someCount, someCount, (start, n, m) => {
      const both = addWorkingDays(calendar, addWorkingDays(calendar, start, n).date, m).date;
      return both === addWorkingDays(calendar, start, n + m).date;
    }),
  );
});

test('NX-30, JC-17: hours and minutes are natural time, through nights and holidays', () => {
  const start = Date.parse('2024-02-09T23:50:00+08:00');
  assert.equal(addNaturalTime(start, 24, 'hour').at, Date.parse('2024-02-10T23:50:00+08:00'));
  assert.equal(addNaturalTime(start, 30, 'minute').at, Date.parse('2024-02-10T00:20:00+08:00'));
  assert.throws(() => addNaturalTime(start, 0, 'hour'), RangeError);
});

test('NX-13: ninety days are calendar days', () => {
  assert.equal(addCalendarDays('2024-01-01', 90).date, '2024-03-31');
  assert.equal(addCalendarDays('2024-01-01', 90, { countFirstDay: true }).date, '2024-03-30');
});
