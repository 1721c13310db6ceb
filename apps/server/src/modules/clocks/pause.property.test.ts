import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadCalendars, readRegulations } from '@anjie/rulebook';
import { addWorkingDays, dateOf, dayNumber, dayStatus } from '@anjie/working-days';
import fc from 'fast-check';
import { businessDate } from '../../ground/clock.ts';
import { calendarIn } from './calendar.ts';
import { type Pause, type Period, reckon } from './deadline.ts';
import { elapsedOf } from './elapsed.ts';

const { years } = loadCalendars(readRegulations(join(import.meta.dirname, '../../../../..')).calendars);
const calendar = calendarIn(years, { prov: '640000', city: '640100', div: '640104' });

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const somewhen = fc
  .integer({ min: Date.parse('2023-01-02T00:00+08:00'), max: Date.parse('2025-12-31T00:00+08:00') })
  .map((ms) => new Date(ms));
const amount = fc.integer({ min: 1, max: 40 });

interface World {
  readonly period: Period;
  readonly startedAt: Date;
  readonly countFirstDay: boolean;
  readonly pauses: readonly Pause[];
}

const clockOf = (world: World, pauses = world.pauses) => reckon({ ...world, pauses, extension: null }, calendar);

/** Clocks as they are lived: each pause begins while the clock runs and is not yet due, and lasts up to twenty days. */
const lived = (unit: Period['unit']): fc.Arbitrary<World> =>
  fc
    .record({
      startedAt: somewhen,
      amount,
      countFirstDay: unit === 'hour' || unit === 'minute' ? fc.constant(false) : fc.boolean(),
      cuts: fc.array(fc.record({ at: fc.double({ min: 0, max: 0.999, noNaN: true }), ms: fc.integer({ min: 1, max: 20 * DAY }) }), {
        maxLength: 4,
      }),
    })
    .map(({ startedAt, amount: much, countFirstDay, cuts }) => {
      const world: World = { period: { amount: unit === 'year' ? 1 : much, unit }, startedAt, countFirstDay, pauses: [] };
      const pauses: Pause[] = [];
      for (const { at, ms } of cuts) {
        const since = (pauses.at(-1)?.to ?? startedAt).getTime();
        const from = since + Math.floor((clockOf(world, pauses).dueAt.getTime() - since) * at);
        pauses.push({ from: new Date(from), to: new Date(from + ms), reason: '退回补正' });
      }
      return { ...world, pauses };
    });

/** Dates on which the clock stood still as the day ended, written without looking at the product's way of saying it. */
function stoodStill({ pauses, startedAt, countFirstDay }: World): string[] {
  const first = dayNumber(businessDate(startedAt)) + (countFirstDay ? 0 : 1);
  return Array.from({ length: 800 }, (_, i) => dateOf(first + i)).filter((date) => {
    const midnight = Date.parse(`${date}T00:00:00+08:00`) + DAY - 1;
    return pauses.some(({ from, to }) => from.getTime() <= midnight && midnight < to.getTime());
  });
}

test('pausing adds exactly the working days on which the clock stood still', () => {
  fc.assert(
    fc.property(lived('working-day'), (world) => {
      const paused = stoodStill(world).filter((date) => dayStatus(calendar, date).counts).length;
      assert.equal(clockOf(world).dueOn, addWorkingDays(calendar, clockOf(world, []).dueOn!, paused).date);
    }),
  );
});

test('pausing adds exactly the calendar days, or the very time, on which the clock stood still', () => {
  for (const unit of ['day', 'year'] as const)
    fc.assert(
      fc.property(lived(unit), (world) => {
        assert.equal(dayNumber(clockOf(world).dueOn!), dayNumber(clockOf(world, []).dueOn!) + stoodStill(world).length);
      }),
    );
  for (const unit of ['hour', 'minute'] as const)
    fc.assert(
      fc.property(lived(unit), (world) => {
        const stood = world.pauses.reduce((ms, { from, to }) => ms + to.getTime() - from.getTime(), 0);
        assert.equal(clockOf(world).dueAt.getTime(), clockOf(world, []).dueAt.getTime() + stood);
      }),
    );
});

test('a clock that goes on is never overdue at that instant, and every day walked says why', () => {
  fc.assert(
    fc.property(lived('working-day'), (world) => {
      const { dueAt, explanation } = clockOf(world);
      for (const { to } of world.pauses) assert.ok(to <= dueAt);
      const days = explanation as { date: string; counts: boolean; why: { zh: string } }[];
      assert.equal(days.filter((day) => day.counts).length, world.period.amount);
      const still = new Set(stoodStill(world));
      for (const { date, counts, why } of days.slice(1)) {
        assert.equal(counts, dayStatus(calendar, date).counts && !still.has(date), date);
        if (!counts && dayStatus(calendar, date).counts) assert.match(why.zh, /暂停：退回补正/);
      }
    }),
  );
});

test('a pause ended on the day it began adds nothing, and cutting a pause in two changes nothing', () => {
  fc.assert(
    fc.property(lived('working-day'), fc.double({ min: 0, max: 1, noNaN: true }), (world, at) => {
      const cut = world.pauses.flatMap((pause) => {
        const middle = new Date(pause.from.getTime() + Math.floor((pause.to.getTime() - pause.from.getTime()) * at));
        return [
          { ...pause, to: middle },
          { ...pause, from: middle },
        ];
      });
      assert.equal(clockOf(world, cut).dueOn, clockOf(world).dueOn);
      const moment = {
        from: world.startedAt,
        to: new Date(Math.min(world.startedAt.getTime() + 1, clockOf(world, []).dueAt.getTime())),
        reason: 'x',
      };
      if (businessDate(moment.from) === businessDate(moment.to)) assert.equal(clockOf(world, [moment]).dueOn, clockOf(world, []).dueOn);
    }),
  );
});

test('gross is net and what stood still, and net with what is left is the period', () => {
  fc.assert(
    fc.property(lived('working-day'), fc.double({ min: 0, max: 1, noNaN: true }), (world, at) => {
      const { dueOn, dueAt } = clockOf(world);
      const since = (world.pauses.at(-1)?.to ?? world.startedAt).getTime();
      const now = new Date(since + Math.floor((dueAt.getTime() - 1 - since) * at));
      const clock = { ...world, unit: world.period.unit, dueOn, dueAt, pausedAt: null, endedAt: null };
      const elapsed = elapsedOf(clock, now, calendar)!;
      assert.equal(elapsed.net + elapsed.left!, world.period.amount);
      const still = stoodStill(world).filter((date) => dayStatus(calendar, date).counts && date <= businessDate(now));
      assert.equal(elapsed.gross - elapsed.net, still.length);
      const paused = elapsedOf({ ...clock, pausedAt: now }, new Date(now.getTime() + 3 * DAY), calendar)!;
      assert.ok(paused.left! >= elapsed.left! && paused.net + paused.left! === world.period.amount);
    }),
  );
});

test('a date that a person set moves by the pauses after it was set, and by no other', () => {
  const at = (text: string) => new Date(`${text}+08:00`);
  const world = { period: { amount: 5, unit: 'working-day' as const }, startedAt: at('2026-03-02T09:00'), countFirstDay: false };
  const before = { from: at('2026-03-03T09:00'), to: at('2026-03-05T09:00'), reason: '甲' };
  const after = { from: at('2026-03-10T09:00'), to: at('2026-03-16T09:00'), reason: '乙' };
  const extension = { until: '2026-03-20', at: at('2026-03-06T10:00') };
  assert.equal(reckon({ ...world, pauses: [before], extension }, calendar).dueOn, '2026-03-20');
  assert.equal(reckon({ ...world, pauses: [before, after], extension }, calendar).dueOn, '2026-03-26');
});

test('reckoning again gives the same date, whatever time zone the process lives in', () => {
  const sample = fc.sample(lived('working-day'), { numRuns: 40, seed: 20261122 });
  const told = sample.map((world) => clockOf(world).dueAt.toISOString());
  assert.deepEqual(
    sample.map((world) => clockOf(world).dueAt.toISOString()),
    told,
  );
  const program = `
    import { reckon } from ${JSON.stringify(join(import.meta.dirname, 'deadline.ts'))};
    import { calendarIn } from ${JSON.stringify(join(import.meta.dirname, 'calendar.ts'))};
    import { businessDate } from ${JSON.stringify(join(import.meta.dirname, '../../ground/clock.ts'))};
    const { years, sample } = JSON.parse(process.env.SAMPLE);
    const calendar = calendarIn(years, { prov: '640000', city: '640100', div: '640104' });
    const date = (text) => new Date(text);
    process.stdout.write(JSON.stringify([new Date(0).getTimezoneOffset(), sample.map((one) => reckon({ ...one, extension: null, startedAt: date(one.startedAt),
      pauses: one.pauses.map((pause) => ({ ...pause, from: date(pause.from), to: date(pause.to) })) }, calendar).dueAt)]));`;
  const offsets = ['America/New_York', 'Pacific/Apia', 'Asia/Kathmandu', 'UTC'].map((TZ) => {
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      env: { PATH: process.env.PATH, TZ, SAMPLE: JSON.stringify({ years, sample }) },
    });
    const [offset, dates] = JSON.parse(output.toString()) as [number, string[]];
    assert.deepEqual(dates, told, TZ);
    return offset;
  });
  assert.equal(new Set(offsets).size, 4, 'the processes did live in four zones');
});
