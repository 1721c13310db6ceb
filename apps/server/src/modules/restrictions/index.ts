export { imposeByLaw, liftByRecord, releaseByRecord } from './restrict-by-law.ts';
export { restrictionRoutes, restrictionView } from './restriction.routes.ts';
export { admissionFacts, listOfInstitution, listRestrictions, viewsOf } from './restriction.store.ts';
export { restrictionList } from './restriction-list.ts';
