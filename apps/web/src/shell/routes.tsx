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
const Dossier = withWords(() => import('../features/institutions/dossier-page.tsx'), 'dossier');
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
const Gateways = withWords(() => import('../features/enforcement/gateways-page.tsx'), 'administration');
const Regulations = lazy(() => import('../features/regulations/reader-page.tsx'));
const Firms = withWords(() => import('../features/vendors/firms-page.tsx'), 'registry');
const Firm = withWords(() => import('../features/vendors/firm-page.tsx'), 'registry');
const System = withWords(() => import('../features/vendors/system-page.tsx'), 'registry');
const Withdrawals = withWords(() => import('../features/vendors/withdrawals-page.tsx'), 'registry');
const Bureaus = withWords(() => import('../features/bureaus/bureaus-page.tsx'), 'registry');
const DivisionChanges = withWords(() => import('../features/bureaus/division-changes-page.tsx'), 'registry');
const Explain = withWords(() => import('../features/institutions/explain-page.tsx'), 'registry');
const Census = withWords(() => import('../features/onboarding/census-page.tsx'), 'registry');
const Situation = withWords(() => import('../features/overview/situation-page.tsx'), 'situation');
const Profiles = withWords(() => import('../features/regulations/profiles-page.tsx'), 'rules');
const Accounts = withWords(() => import('../features/identity/accounts-page.tsx'), 'administration');
const Reviews = lazy(() => import('../features/identity/reviews-page.tsx'));
const Settings = withWords(() => import('../features/identity/settings-page.tsx'), 'administration');
const Security = lazy(() => import('../features/identity/security-page.tsx'));
const Audit = withWords(() => import('../features/audit/audit-page.tsx'), 'administration');
const Chain = withWords(() => import('../features/audit/chain-page.tsx'), 'administration');
const Archives = withWords(() => import('../features/audit/archives-page.tsx'), 'administration');
const Delegations = withWords(() => import('../features/identity/delegations-page.tsx'), 'administration');
const Deputies = withWords(() => import('../features/onboarding/deputies-card.tsx'), 'administration');
const Sealing = withWords(() => import('../features/sealing/sealing-page.tsx'), 'administration');
const Destructions = withWords(() => import('../features/sealing/destructions-page.tsx'), 'administration');
const Calendar = withWords(() => import('../features/clocks/calendar-page.tsx'), 'administration');
const Mails = withWords(() => import('../features/notifications/mails-page.tsx'), 'administration');
const Publications = withWords(() => import('../features/regulations/publications-page.tsx'), 'administration', 'rules');
const Alerts = withWords(() => import('../features/alerts/alerts-page.tsx'), 'trust');
const Assessments = withWords(() => import('../features/assessment/assessments-page.tsx'), 'trust');
const AssessmentOne = withWords(() => import('../features/assessment/assessment-page.tsx'), 'trust');

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
  { path: '/institutions/:code/explain', needs: ['getInstitutionsCodeAdmission'], page: () => <Explain /> },
  { path: '/institutions/:code/what-if', needs: ['postInstitutionsCodeAdmissionWhatIf'], page: () => <WhatIf /> },
  { path: '/institutions/:code/apply', needs: ['postInstitutionsCodeApplications'], page: () => <Apply /> },
  { path: '/firms', needs: ['getFirms'], page: (person) => <Firms person={person} /> },
  { path: '/firms/:code', needs: ['getFirmsCode'], page: (person) => <Firm person={person} /> },
  { path: '/systems/:code', needs: ['getSystemsCode'], page: (person) => <System person={person} /> },
  { path: '/withdrawals', needs: ['getWithdrawals'], page: (person) => <Withdrawals person={person} /> },
  { path: '/bureaus', needs: ['getBureaus'], page: (person) => <Bureaus person={person} /> },
  { path: '/division-changes', needs: ['getDivisionChanges'], page: (person) => <DivisionChanges person={person} /> },
  { path: '/census', needs: ['getCensus'], page: (person) => <Census person={person} /> },
  { path: '/situation', needs: ['getSituation'], page: (person) => <Situation person={person} /> },
  { path: '/restrictions', needs: ['getRestrictions'], page: (person) => <Restrictions person={person} /> },
  { path: '/applications', needs: ['getApplications'], page: () => <Applications /> },
  { path: '/applications/:number', needs: ['getApplicationsNumber'], page: (person) => <Application person={person} /> },
  { path: '/applications/:number/fill', needs: ['patchApplicationsNumber'], page: (person) => <Wizard person={person} /> },
  { path: '/applications/:number/form', needs: ['getApplicationsNumber'], page: (person) => <Printed person={person} /> },
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
  { path: '/audit-chain', needs: ['getAuditCheckpoints'], page: (person) => <Chain person={person} /> },
  { path: '/audit-archives', needs: ['getAuditArchives'], page: (person) => <Archives person={person} /> },
  {
    path: '/delegations',
    needs: ['getDelegations'],
    page: (person) => <Delegations person={person} deputies={<Deputies person={person} />} />,
  },
  { path: '/sealing', needs: ['getSealingKeys'], page: (person) => <Sealing person={person} /> },
  { path: '/destructions', needs: ['getDestructions'], page: (person) => <Destructions person={person} /> },
  { path: '/calendar', needs: ['getCalendarsYear'], page: (person) => <Calendar person={person} /> },
  { path: '/mails', needs: ['getOutgoingMails'], page: (person) => <Mails person={person} /> },
  { path: '/publications', needs: ['getRegulationsPublications'], page: (person) => <Publications person={person} /> },
  { path: '/alerts', needs: ['getAlerts'], page: (person) => <Alerts person={person} /> },
  { path: '/assessments', needs: ['getAssessments'], page: (person) => <Assessments person={person} /> },
  { path: '/assessments/:id', needs: ['getAssessmentsId'], page: (person) => <AssessmentOne person={person} /> },
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
