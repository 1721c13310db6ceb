import type { Route } from '../../ground/route.ts';
import { applicationNumber, applicationRoutes, applicationSummary, PARTIES } from './application.routes.ts';
import { censusRoutes } from './census.routes.ts';
import { certificationRoutes } from './certification.routes.ts';
import { connectionRoutes } from './connection.routes.ts';
import { dossierRoutes } from './dossier.routes.ts';
import { handlerRoutes } from './handler.routes.ts';

export {
  type Application,
  auditApplication,
  getApplication,
  handOverApplications,
  listApplications,
  partiesOf,
  placeOf,
  systemTested,
  touchApplication,
} from './application.store.ts';
export { certificationFor, certificationRow } from './certified-version.ts';
export { admissionFacts, institutionsGrantedFor } from './grant.store.ts';
export { listApplicationsFor } from './list-applications.ts';
export { applicationList, testRecordList } from './onboarding-lists.ts';
export { atJointTest, type ReportStep, recordReport } from './record-report.ts';

export { applicationNumber, applicationSummary, PARTIES };

export const onboardingRoutes: readonly Route[] = [
  ...applicationRoutes,
  ...dossierRoutes,
  ...connectionRoutes,
  ...censusRoutes,
  ...handlerRoutes,
  ...certificationRoutes,
];
