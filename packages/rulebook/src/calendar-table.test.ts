import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { addWorkingDays, calendarOf, dateOf, dayNumber, dayStatus } from '@anjie/working-days';
import { loadCalendars } from './load-calendars.ts';
import { readRegulations } from './regulations-folder.ts';

const calendar = calendarOf(loadCalendars(readRegulations(join(import.meta.dirname, '../../..')).calendars).years);

/**
 * Every day that is not what its weekday says, as month and day, written down from the notices by hand and apart from regulations/calendars:
 * weekdays not worked, and weekend days worked. No range and no name of a holiday, so that no fault of the one can be one of the other.
 */
const TABLE: Record<number, { readonly off: string; readonly worked: string }> = {
  2023: {
    off: '0102 0123 0124 0125 0126 0127 0405 0501 0502 0503 0622 0623 0929 1002 1003 1004 1005 1006',
    worked: '0128 0129 0423 0506 0625 1007 1008',
  },
  2024: {
    off: '0101 0212 0213 0214 0215 0216 0404 0405 0501 0502 0503 0610 0916 0917 1001 1002 1003 1004 1007',
    worked: '0204 0218 0407 0428 0511 0914 0929 1012',
  },
  2025: {
    off: '0101 0128 0129 0130 0131 0203 0204 0404 0501 0502 0505 0602 1001 1002 1003 1006 1007 1008',
    worked: '0126 0208 0427 0928 1011',
  },
  2026: {
    off: '0101 0102 0216 0217 0218 0219 0220 0223 0406 0501 0504 0505 0619 0925 1001 1002 1005 1006 1007',
    worked: '0104 0214 0228 0509 0920 1010',
  },
};

function workedByTable(date: string): boolean {
  const { off, worked } = TABLE[Number(date.slice(0, 4))]!;
  const day = date.slice(5, 7) + date.slice(8, 10);
  const weekend = [0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay());
  return weekend ? worked.split(' ').includes(day) : !off.split(' ').includes(day);
}

const FIRST = dayNumber('2023-01-01');
const LAST = dayNumber('2026-12-31');
const dates = Array.from({ length: LAST - FIRST + 1 }, (_, i) => dateOf(FIRST + i));

test('NX-20(2), TS-2(4): each of the 1461 days of 2023 to 2026 is worked or not as an independent table says', () => {
  assert.equal(dates.length, 1461);
  assert.deepEqual(
    dates.filter((date) => dayStatus(calendar, date).counts !== workedByTable(date)),
    [],
  );
});

test('NX-20(2), TS-2(4): 5, 10 and 20 working days from every day of 2023 to 2026 end where counting along that table ends', () => {
  const worked = dates.filter(workedByTable);
  for (const amount of [5, 10, 20])
    for (const date of dates) {
      const end = worked[worked.findLastIndex((one) => one <= date) + amount];
      if (end !== undefined) assert.equal(addWorkingDays(calendar, date, amount).date, end, `${amount} from ${date}`);
    }
});
