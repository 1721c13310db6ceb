import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { addWorkingDays, calendarOf, dayStatus } from '@anjie/working-days';
import { loadCalendars } from './load-calendars.ts';
import { readRegulations } from './regulations-folder.ts';

const { calendars } = readRegulations(join(import.meta.dirname, '../../..'));
const { years, problems } = loadCalendars(calendars);
const calendar = calendarOf(years, ['640000']);

test('the calendars held are whole and cover 2023 to 2026', () => {
  assert.deepEqual(problems, []);
  assert.deepEqual([...calendar.years], [2023, 2024, 2025, 2026]);
});

test('weekday holidays and make-up days of each year are those of the notices', () => {
  const count = (year: string, counts: boolean) =>
    [...calendar.exceptions].filter(([date, day]) => date.startsWith(year) && day.counts === counts).length;
  assert.deepEqual(
    ['2023', '2024', '2025', '2026'].map((year) => [count(year, false), count(year, true)]),
    [
      [26, 7],
      [28, 8],
      [28, 5],
      [33, 6],
    ],
  );
});

test('2024-02-18 counts: make-up day; 2026-10-07 does not: National Day', () => {
  assert.equal(dayStatus(calendar, '2024-02-18').why.zh, '调休上班：春节');
  assert.equal(dayStatus(calendar, '2026-10-07').why.en, 'holiday: National Day');
});

test('TS-2(4): twenty working days from 2025-09-25 end on 2025-10-29', () => {
  assert.equal(addWorkingDays(calendar, '2025-09-25', 20).date, '2025-10-29');
});

test('a calendar that contradicts itself is named with its file', () => {
  const content =
    'year: 2024\nsource: x\nholidays:\n  - { name: { zh: 春节, en: x }, from: "2024-02-10", to: "2024-02-17", makeUp: ["2024-02-12"] }\n';
  assert.deepEqual(
    loadCalendars([{ file: 'a.yaml', content }]).problems.map((p) => [p.file, p.rule]),
    [['a.yaml', 'calendar']],
  );
});
