import type { Route } from '../../ground/route.ts';
import { applicationRoutes, applicationSummary } from './application.routes.ts';
import { connectionRoutes } from './connection.routes.ts';
import { dossierRoutes } from './dossier.routes.ts';
import { handlerRoutes } from './handler.routes.ts';

export { handOverApplications, listApplications } from './application.store.ts';
export { admissionFacts, institutionsGrantedFor } from './grant.store.ts';
export { listApplicationsFor } from './list-applications.ts';

export { applicationSummary };

export const onboardingRoutes: readonly Route[] = [...applicationRoutes, ...dossierRoutes, ...connectionRoutes, ...handlerRoutes];
export { applicationList, testRecordList } from './onboarding-lists.ts';
