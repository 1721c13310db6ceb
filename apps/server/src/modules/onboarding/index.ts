import type { Route } from '../../ground/route.ts';
import { applicationRoutes } from './application.routes.ts';
import { connectionRoutes } from './connection.routes.ts';
import { dossierRoutes } from './dossier.routes.ts';

export { admissionFacts } from './grant.store.ts';

export const onboardingRoutes: readonly Route[] = [...applicationRoutes, ...dossierRoutes, ...connectionRoutes];
