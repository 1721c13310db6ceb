export { FEED_CHANNEL, redecideTouched } from './redecide.ts';
