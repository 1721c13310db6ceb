export { type ClockStart, type ClockState, cancelClocks, endClocks, listClocks, startClock } from './clock.store.ts';
export type { Period } from './deadline.ts';
