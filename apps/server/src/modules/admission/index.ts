export { admissionRoutes } from './admission.routes.ts';
export { divisionChangeRoutes } from './division-change.routes.ts';
export { dueLag } from './due-lag.ts';
export { type DueWork, makeAllDue, startDueWork } from './due-work.ts';
export { explain, explanation } from './explain.ts';
export { DUE_CHANNEL, FEED_CHANNEL, redecideTouched } from './redecide.ts';
export { openCampaigns } from './shared-change.ts';
export { standingList } from './standing-list.ts';
export { withdrawalRoutes } from './withdrawal.routes.ts';
