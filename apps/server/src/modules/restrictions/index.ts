export { imposeByLaw, liftByRecord, releaseByRecord } from './restrict-by-law.ts';
export { restrictionRoutes } from './restriction.routes.ts';
export { admissionFacts } from './restriction.store.ts';
