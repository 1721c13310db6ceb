export { type SealingParts, sealingRoutes } from './sealing.routes.ts';
export { type SealingWork, startSealingWork } from './sealing-work.ts';
