export { agreementRoutes } from './agreement.routes.ts';
export { admissionFacts } from './agreement.store.ts';
