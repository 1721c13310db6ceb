import { standingList } from '../admission/index.ts';
import { agreementList } from '../agreements/index.ts';
import { clockList } from '../clocks/index.ts';
import { amendmentList, operatorList, serviceAgreementList } from '../institutions/index.ts';
import type { List } from '../lists/index.ts';
import { addressList, exceptionList, lineList, terminalList } from '../network/index.ts';
import { applicationList, testRecordList } from '../onboarding/index.ts';
import { restrictionList } from '../restrictions/index.ts';
import { certificateList, firmList, systemList } from '../vendors/index.ts';
import { institutionList } from './institution-list.ts';

/** Every list, each declared beside its records: shown, counted, saved as a search and taken away as a file by one machinery. */
export const LISTS: readonly List[] = [
  institutionList,
  standingList,
  operatorList,
  serviceAgreementList,
  amendmentList,
  agreementList,
  firmList,
  systemList,
  certificateList,
  lineList,
  addressList,
  terminalList,
  exceptionList,
  applicationList,
  testRecordList,
  restrictionList,
  clockList,
];

export const LIST_NAMES = LISTS.map((list) => list.name) as [string, ...string[]];
