export { BASIS_CHANNEL } from './approve-publication.ts';
export { type Basis, basisAt, basisInForce, basisOf, DECIDE_VERSION, lockBasis, readProfiles } from './basis.ts';
export { installedCatalogue, quoted } from './installed-catalogue.ts';
export { regulationRoutes } from './regulation.routes.ts';
export { reasonOfRow, rowsAsking, type Standing } from './rows-asking.ts';
