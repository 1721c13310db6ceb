import type { Route } from '../../ground/route.ts';
import { accountRoutes } from './account.routes.ts';
import { delegationRoutes } from './delegation.routes.ts';
import { factorRoutes } from './factor.routes.ts';
import type { Identity } from './identity.ts';
import { EVERYONE, loginRoutes } from './login.routes.ts';
import { recoveryRoutes } from './recovery.routes.ts';
import { reviewRoutes } from './review.routes.ts';
import { serviceKeyRoutes } from './service-key.routes.ts';
import { sessionRoutes } from './session.routes.ts';
import { settingsRoutes } from './settings.routes.ts';

/** Who somebody is, whether it is really that person, and what that person may do. */
export function identityRoutes(identity: Identity): Route[] {
  return [
    ...loginRoutes(identity),
    ...factorRoutes(identity),
    ...sessionRoutes(EVERYONE),
    ...accountRoutes(identity),
    ...recoveryRoutes,
    ...settingsRoutes(identity),
    ...delegationRoutes,
    ...reviewRoutes,
    ...serviceKeyRoutes(identity),
  ];
}
