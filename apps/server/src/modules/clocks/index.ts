export { calendarRoutes } from './calendar.routes.ts';
export { workedDays } from './calendar.ts';
export { clockRoutes } from './clock.routes.ts';
export {
  type ClockStart,
  type ClockState,
  cancelClocks,
  clocksOfInstitution,
  clockView,
  earliestDue,
  endClocks,
  listClocks,
  startClock,
} from './clock.store.ts';
export { clockList } from './clock-list.ts';
export type { Period } from './deadline.ts';
export { type DueClocks, startDueClocks } from './due-clocks.ts';
export { type ClocksOf, pauseClocks, resumeClocks } from './pause-clocks.ts';
