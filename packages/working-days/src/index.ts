export { addWorkingDays, type Counting, type WorkingDayResult, workingDaysBetween } from './add-working-days.ts';
export {
  type Calendar,
  CalendarInvalid,
  type CalendarYear,
  CalendarYearUnknown,
  calendarOf,
  type DayStatus,
  dayStatus,
  type Holiday,
} from './calendar.ts';
export { DateInvalid, dateOf, dayNumber } from './date.ts';
export { addCalendarDays, addNaturalTime, type NaturalDeadline } from './natural-time.ts';
export { datesBetween, type PausedDays, pauseOn } from './pause.ts';
