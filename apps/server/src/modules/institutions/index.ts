export { institutionCode, institutionRoutes } from './institution.routes.ts';
export {
  admissionFacts,
  getInstitution,
  type InstitutionView,
  institutionFacts,
  touchInstitution,
} from './institution.store.ts';
