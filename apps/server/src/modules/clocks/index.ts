export {
  type ClockStart,
  type ClockState,
  cancelClocks,
  clocksOfInstitution,
  clockView,
  endClocks,
  listClocks,
  startClock,
} from './clock.store.ts';
export type { Period } from './deadline.ts';
