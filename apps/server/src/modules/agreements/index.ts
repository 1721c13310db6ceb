export { agreementRoutes, agreementView } from './agreement.routes.ts';
export { admissionFacts, listAgreements } from './agreement.store.ts';
export { agreementList } from './agreement-list.ts';
export { agreementSheet } from './agreement-sheet.ts';
export { ruleRoutes } from './rule.routes.ts';
export { rulesUnread } from './rule.store.ts';
