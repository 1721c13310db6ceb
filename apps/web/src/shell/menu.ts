import type { Operation } from '@anjie/contract';
import { may } from '../api/permission.ts';
import type { Person } from '../api/session.ts';
import type { WordKey } from '../words/language.tsx';

export interface Place {
  readonly path: string;
  readonly word: WordKey;
  /** who may read what the page shows; null: everybody */
  readonly needs: Operation | null;
}

/** The main menu: a place is listed for those who may read what stands there. */
export const PLACES: readonly Place[] = [
  { path: '/', word: 'menu.workbench', needs: null },
  { path: '/institutions', word: 'menu.institutions', needs: 'getListsInstitutions' },
  { path: '/lists/operators', word: 'menu.lists', needs: 'getLists' },
  { path: '/import', word: 'menu.import', needs: 'getImports' },
  { path: '/applications', word: 'menu.applications', needs: 'getApplications' },
  { path: '/filings', word: 'menu.filings', needs: 'getLineFilings' },
  { path: '/restrictions', word: 'menu.restrictions', needs: 'getRestrictions' },
  { path: '/gateways', word: 'menu.gateways', needs: 'getEnforcementGateways' },
  { path: '/regulations', word: 'menu.regulations', needs: 'getRegulationsTexts' },
  { path: '/profiles', word: 'menu.profiles', needs: 'getRegulationsProfilesCode' },
  { path: '/accounts', word: 'menu.accounts', needs: 'getAccounts' },
  { path: '/access-reviews', word: 'menu.reviews', needs: 'getAccessReviews' },
  { path: '/settings', word: 'menu.settings', needs: 'getIdentitySettings' },
  { path: '/audit', word: 'menu.audit', needs: 'getAuditEvents' },
];

export const placesOf = (person: Person): Place[] => PLACES.filter((place) => place.needs === null || may(person, place.needs));
