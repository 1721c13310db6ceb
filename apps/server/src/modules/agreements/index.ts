export { agreementRoutes, agreementView } from './agreement.routes.ts';
export { admissionFacts, listAgreements } from './agreement.store.ts';
export { agreementSheet } from './agreement-sheet.ts';
export { agreementList } from './agreement-list.ts';
