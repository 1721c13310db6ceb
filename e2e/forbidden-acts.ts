import type { Operation } from '@anjie/contract';
import type { WordKey } from '../apps/web/src/words/areas.ts';

/** Buttons that do something on record, by the words on them, and the operations of which one must be open to whoever sees the button. */
export const ACTS: readonly { readonly word: WordKey; readonly does: readonly Operation[] }[] = [
  { word: 'institution.register', does: ['postInstitutions'] },
  { word: 'dossier.cutOff', does: ['postInstitutionsCodeRestrictions', 'postInstitutionsCodeDisconnection'] },
  { word: 'dossier.disconnect', does: ['postInstitutionsCodeDisconnection'] },
  { word: 'applications.start', does: ['postInstitutionsCodeApplications'] },
  { word: 'restrictions.review', does: ['postRestrictionsIdReview'] },
  { word: 'restrictions.rectify', does: ['postRestrictionsIdRectification'] },
  { word: 'restrictions.requestLift', does: ['postRestrictionsIdLiftRequest'] },
  { word: 'restrictions.lift', does: ['postRestrictionsIdLifting'] },
  { word: 'filings.accept', does: ['postLineFilingsIdAcceptance', 'postAddressFilingsIdAcceptance', 'postTerminalFilingsIdAcceptance'] },
  { word: 'exception.request', does: ['postInstitutionsCodeAddressExceptions'] },
  { word: 'exception.approve', does: ['postAddressExceptionsIdApproval'] },
  { word: 'conditions.vouch', does: ['postApplicationsNumberConditions'] },
  { word: 'application.give', does: ['postApplicationsNumberOpinions'] },
  { word: 'review.saveFinding', does: ['postApplicationsNumberFindings'] },
  { word: 'agreement.record', does: ['postInstitutionsCodeAgreements'] },
  { word: 'amendment.amend', does: ['patchInstitutionsCode'] },
  { word: 'amendment.accept', does: ['postAmendmentsIdAcceptance'] },
  { word: 'tests.record', does: ['postInstitutionsCodeTestRecords'] },
  { word: 'export.label', does: ['getExportsInstitutions'] },
  { word: 'accounts.create', does: ['postAccounts'] },
  { word: 'accounts.activate', does: ['postAccountsLoginActivation'] },
  { word: 'accounts.disable', does: ['postAccountsLoginDisabling'] },
  { word: 'destructions.ask', does: ['postInstitutionsCodeDestructions'] },
  { word: 'destructions.approve', does: ['postDestructionsIdApproval'] },
  { word: 'sealing.ask', does: ['postSealingRotations'] },
];
