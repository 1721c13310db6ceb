import type { zhStart } from './zh-start.ts';

/** The words of the start in English. */
export const enStart: Record<keyof typeof zhStart, string> = {
  'app.name': 'Anjie',
  'app.subtitle': 'Admission of designated institutions',
  'app.language': '中文',
  'login.title': 'Log in',
  'login.account': 'Account',
  'login.password': 'Password',
  'login.submit': 'Log in',
  'login.ended': 'Your session has ended; please log in again. You will return to the page you were on.',
  'login.demonstration': 'Demonstration accounts',
  'login.demonstrationHint': 'Choose one to fill in the account; the password is told at start.',
  'page.retry': 'Read again',
  'page.unreachable': 'The server cannot be reached',
  'page.unreachableMend': 'Check the network and read again. What you submitted is neither lost nor done twice.',
  'page.broke': 'This page broke',
  'page.request': 'request id {id}',
  'common.clause': 'Clause',
  'login.oneTimeCode': 'One-time code',
  'login.byCode': 'Log in by a one-time code',
  'login.byPassword': 'Log in by password',
  'login.relaxed': 'This demonstration obliges nobody to a second factor; a production installation does.',
};
