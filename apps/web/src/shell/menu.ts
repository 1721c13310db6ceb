import type { Operation } from '@anjie/contract';
import { may } from '../api/permission.ts';
import type { Person } from '../api/session.ts';
import type { WordKey } from '../words/areas.ts';

/** What places are for, in the order of the menu. */
const GROUPS = ['work', 'records', 'joining', 'enforcement', 'law', 'administration'] as const;
export type Group = (typeof GROUPS)[number];

export interface Place {
  readonly path: string;
  readonly word: WordKey;
  readonly group: Group;
  /** who may read what the page shows; null: everybody */
  readonly needs: Operation | null;
}

/** The main menu: a place is listed for those who may read what stands there. */
export const PLACES: readonly Place[] = [
  { path: '/', word: 'menu.workbench', group: 'work', needs: null },
  { path: '/situation', word: 'menu.situation', group: 'work', needs: 'getSituation' },
  { path: '/delegations', word: 'menu.delegations', group: 'work', needs: 'getDelegations' },
  { path: '/institutions', word: 'menu.institutions', group: 'records', needs: 'getListsInstitutions' },
  { path: '/lists/operators', word: 'menu.lists', group: 'records', needs: 'getLists' },
  { path: '/firms', word: 'menu.firms', group: 'records', needs: 'getFirms' },
  { path: '/bureaus', word: 'menu.bureaus', group: 'records', needs: 'getBureaus' },
  { path: '/import', word: 'menu.import', group: 'records', needs: 'getImports' },
  { path: '/destructions', word: 'menu.destructions', group: 'records', needs: 'getDestructions' },
  { path: '/applications', word: 'menu.applications', group: 'joining', needs: 'getApplications' },
  { path: '/census', word: 'menu.census', group: 'joining', needs: 'getCensus' },
  { path: '/filings', word: 'menu.filings', group: 'joining', needs: 'getLineFilings' },
  { path: '/restrictions', word: 'menu.restrictions', group: 'enforcement', needs: 'getRestrictions' },
  { path: '/withdrawals', word: 'menu.withdrawals', group: 'enforcement', needs: 'getWithdrawals' },
  { path: '/gateways', word: 'menu.gateways', group: 'enforcement', needs: 'getEnforcementGateways' },
  { path: '/regulations', word: 'menu.regulations', group: 'law', needs: 'getRegulationsTexts' },
  { path: '/profiles', word: 'menu.profiles', group: 'law', needs: 'getRegulationsProfilesCode' },
  { path: '/publications', word: 'menu.publications', group: 'law', needs: 'getRegulationsPublications' },
  { path: '/calendar', word: 'menu.calendar', group: 'law', needs: 'getCalendarsYear' },
  { path: '/accounts', word: 'menu.accounts', group: 'administration', needs: 'getAccounts' },
  { path: '/access-reviews', word: 'menu.reviews', group: 'administration', needs: 'getAccessReviews' },
  { path: '/settings', word: 'menu.settings', group: 'administration', needs: 'getIdentitySettings' },
  { path: '/sealing', word: 'menu.sealing', group: 'administration', needs: 'getSealingKeys' },
  { path: '/mails', word: 'menu.mails', group: 'administration', needs: 'getOutgoingMails' },
  { path: '/alerts', word: 'menu.alerts', group: 'administration', needs: 'getAlerts' },
  { path: '/assessments', word: 'menu.assessments', group: 'administration', needs: 'getAssessments' },
  { path: '/audit', word: 'menu.audit', group: 'administration', needs: 'getAuditEvents' },
  { path: '/audit-chain', word: 'menu.auditChain', group: 'administration', needs: 'getAuditCheckpoints' },
  { path: '/audit-archives', word: 'menu.auditArchives', group: 'administration', needs: 'getAuditArchives' },
];

export const placesOf = (person: Person): Place[] => PLACES.filter((place) => place.needs === null || may(person, place.needs));

/** As many as are seen at a glance stand in one row; more are put in groups. */
const AT_A_GLANCE = 12;

/** What somebody sees: places one below the other, or in groups where there are many. */
export function groupsOf(places: readonly Place[]): readonly { readonly group: Group | null; readonly places: readonly Place[] }[] {
  if (places.length <= AT_A_GLANCE) return [{ group: null, places }];
  return GROUPS.map((group) => ({ group, places: places.filter((place) => place.group === group) })).filter((one) => one.places.length > 0);
}

/** The place that a page belongs to: '/audit-chain' is not '/audit'. */
export function placeOf(places: readonly Place[], pathname: string): string | null {
  const here = places.filter(({ path }) => pathname === path || (path !== '/' && pathname.startsWith(`${path}/`)));
  return here.sort((a, b) => b.path.length - a.path.length)[0]?.path ?? null;
}
