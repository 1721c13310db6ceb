export { findServiceAgreement } from './find-service-agreement.ts';
export { institutionCode, institutionRoutes } from './institution.routes.ts';
export {
  admissionFacts,
  getInstitution,
  type InstitutionView,
  institutionFacts,
  touchInstitution,
} from './institution.store.ts';
export { operatorRoutes } from './operator.routes.ts';
export { countOperators } from './operator.store.ts';
