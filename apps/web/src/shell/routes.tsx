import type { Operation } from '@anjie/contract';
import { lazy, type ReactNode } from 'react';
import { Route, Routes } from 'react-router';
import { may } from '../api/permission.ts';
import type { Person } from '../api/session.ts';
import { withWords } from '../words/with-words.ts';
import { NoSuchPage, NotYours } from './other-pages.tsx';

const Workbench = lazy(() => import('../features/overview/workbench-page.tsx'));
const Ledger = lazy(() => import('../features/overview/ledger-page.tsx'));
const RegistryActions = lazy(() => import('../features/institutions/registry-actions.tsx'));
const InstitutionRecord = lazy(() => import('../features/institutions/record-page.tsx'));
const Agreements = lazy(() => import('../features/agreements/agreements-page.tsx'));
const TestRecords = lazy(() => import('../features/onboarding/test-records-page.tsx'));
const Wizard = lazy(() => import('../features/onboarding/wizard-page.tsx'));
const Review = lazy(() => import('../features/onboarding/review-page.tsx'));
const Printed = lazy(() => import('../features/onboarding/printed-page.tsx'));
const Import = lazy(() => import('../features/imports/import-page.tsx'));
const Inbox = lazy(() => import('../features/notifications/inbox-page.tsx'));
const Dossier = lazy(() => import('../features/institutions/dossier-page.tsx'));
const CutOff = lazy(() => import('../features/restrictions/cut-off-page.tsx'));
const Board = lazy(() => import('../features/enforcement/board-page.tsx'));
const WhatIf = lazy(() => import('../features/admission/what-if-page.tsx'));
const Restrictions = lazy(() => import('../features/restrictions/restrictions-page.tsx'));
const Applications = lazy(() => import('../features/onboarding/applications-page.tsx'));
const Application = lazy(() => import('../features/onboarding/application-page.tsx'));
const Apply = lazy(() => import('../features/onboarding/apply-page.tsx'));
const TestReport = withWords(() => import('../features/onboarding/report-page.tsx'), 'jointTest');
const JointTest = withWords(() => import('../features/integration/joint-test-page.tsx'), 'jointTest');
const Filings = lazy(() => import('../features/network/filings-page.tsx'));
const Gateways = lazy(() => import('../features/enforcement/gateways-page.tsx'));
const Regulations = lazy(() => import('../features/regulations/reader-page.tsx'));
const Situation = withWords(() => import('../features/overview/situation-page.tsx'), 'situation');
const Profiles = withWords(() => import('../features/regulations/profiles-page.tsx'), 'rules');
const Accounts = lazy(() => import('../features/identity/accounts-page.tsx'));
const Reviews = lazy(() => import('../features/identity/reviews-page.tsx'));
const Settings = lazy(() => import('../features/identity/settings-page.tsx'));
const Security = lazy(() => import('../features/identity/security-page.tsx'));
const Audit = lazy(() => import('../features/audit/audit-page.tsx'));

interface Address {
  readonly path: string;
  /** who may read what the page shows, or act on it: one of these; empty: everybody */
  readonly needs: readonly Operation[];
  readonly page: (person: Person) => ReactNode;
}

/** Every address of the portal with what its reader must be allowed; a typed address is refused like a hidden menu. */
const ADDRESSES: readonly Address[] = [
  { path: '/', needs: [], page: (person) => <Workbench person={person} /> },
  {
    path: '/institutions',
    needs: ['getListsInstitutions'],
    page: (person) => <Ledger person={person} list="institutions" actions={<RegistryActions person={person} />} />,
  },
  { path: '/lists/:name', needs: ['getLists'], page: (person) => <Ledger person={person} /> },
  { path: '/import', needs: ['getImports'], page: (person) => <Import person={person} /> },
  { path: '/notifications', needs: ['getNotifications'], page: () => <Inbox /> },
  { path: '/institutions/:code', needs: ['getInstitutionsCode'], page: (person) => <Dossier person={person} /> },
  {
    path: '/institutions/:code/cut-off',
    needs: ['postInstitutionsCodeRestrictions', 'postInstitutionsCodeDisconnection'],
    page: (person) => <CutOff person={person} />,
  },
  { path: '/institutions/:code/record', needs: ['getInstitutionsCodeOperators'], page: (person) => <InstitutionRecord person={person} /> },
  { path: '/institutions/:code/agreements', needs: ['getInstitutionsCodeAgreements'], page: (person) => <Agreements person={person} /> },
  { path: '/institutions/:code/tests', needs: ['getInstitutionsCodeTestRecords'], page: (person) => <TestRecords person={person} /> },
  { path: '/institutions/:code/enforcement', needs: ['getInstitutionsCodeEnforcementStream'], page: () => <Board /> },
  { path: '/institutions/:code/what-if', needs: ['postInstitutionsCodeAdmissionWhatIf'], page: () => <WhatIf /> },
  { path: '/institutions/:code/apply', needs: ['postInstitutionsCodeApplications'], page: () => <Apply /> },
  { path: '/situation', needs: ['getSituation'], page: (person) => <Situation person={person} /> },
  { path: '/restrictions', needs: ['getRestrictions'], page: (person) => <Restrictions person={person} /> },
  { path: '/applications', needs: ['getApplications'], page: () => <Applications /> },
  { path: '/applications/:number', needs: ['getApplicationsNumber'], page: (person) => <Application person={person} /> },
  { path: '/applications/:number/fill', needs: ['patchApplicationsNumber'], page: (person) => <Wizard person={person} /> },
  { path: '/applications/:number/form', needs: ['getApplicationsNumber'], page: () => <Printed /> },
  {
    path: '/applications/:number/review',
    needs: ['postApplicationsNumberFindings', 'postApplicationsNumberOpinions'],
    page: (person) => <Review person={person} />,
  },
  {
    path: '/applications/:number/joint-test',
    needs: ['getApplicationsNumberTestCampaigns'],
    page: (person) => <JointTest person={person} />,
  },
  {
    path: '/applications/:number/test-report',
    needs: ['getApplicationsNumberTestReport'],
    page: (person) => <TestReport person={person} />,
  },
  { path: '/filings', needs: ['getLineFilings'], page: (person) => <Filings person={person} /> },
  { path: '/gateways', needs: ['getEnforcementGateways'], page: (person) => <Gateways person={person} /> },
  { path: '/regulations/:text?', needs: ['getRegulationsTexts'], page: () => <Regulations /> },
  { path: '/profiles', needs: ['getRegulationsProfilesCode'], page: () => <Profiles /> },
  { path: '/accounts', needs: ['getAccounts'], page: (person) => <Accounts person={person} /> },
  { path: '/access-reviews', needs: ['getAccessReviews'], page: (person) => <Reviews person={person} /> },
  { path: '/settings', needs: ['getIdentitySettings'], page: (person) => <Settings person={person} /> },
  { path: '/security', needs: ['getMeFactors'], page: () => <Security /> },
  { path: '/audit', needs: ['getAuditEvents'], page: (person) => <Audit person={person} /> },
];

export function PortalRoutes({ person }: { readonly person: Person }) {
  return (
    <Routes>
      {ADDRESSES.map(({ path, needs, page }) => {
        const allowed = needs.length === 0 || needs.some((operation) => may(person, operation));
        return <Route key={path} path={path} element={allowed ? page(person) : <NotYours />} />;
      })}
      <Route path="*" element={<NoSuchPage />} />
    </Routes>
  );
}
