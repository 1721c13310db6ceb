export { amendmentRoutes } from './amendment.routes.ts';
export { amendmentView, listAmendments, maskedContacts } from './amendment.store.ts';
export { findServiceAgreement, listServiceAgreements } from './find-service-agreement.ts';
export { institutionCode, institutionRoutes, institutionView } from './institution.routes.ts';
export {
  admissionFacts,
  contactsOf,
  countInstitutions,
  findContacts,
  getInstitution,
  type InstitutionFilter,
  type InstitutionView,
  institutionFacts,
  listInstitutions,
  touchInstitution,
} from './institution.store.ts';
export { amendmentList, operatorList, serviceAgreementList } from './institution-lists.ts';
export { institutionSheet } from './institution-sheet.ts';
export { anyInstitutionOf, countMoves, listMoves, lockInstitutionsOf, moveInstitutions } from './move-institutions.ts';
export { operatorRoutes } from './operator.routes.ts';
export { countByRole, countOperators, listOperators } from './operator.store.ts';
export { operatorSheet } from './operator-sheet.ts';
export { peopleRoutes } from './people.routes.ts';
export { takeOneByOne } from './take-one-by-one.ts';
