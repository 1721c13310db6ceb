import type { Clock } from '../../ground/clock.ts';
import type { Route } from '../../ground/route.ts';
import type { Sealing } from '../../ground/sealed.ts';
import type { Transactor, Tx } from '../../ground/transaction.ts';
import type { Mode } from './identity-settings.ts';
import type { PasswordRule } from './password.ts';

/** What the text in force says of the product's own accounts, in a territory. */
export interface IdentityLaw extends PasswordRule {
  /** NX-附3.2-1d: 'everybody' must have a second factor; null: the text is silent */
  readonly secondFactor: 'everybody' | null;
  /** JC-12: keys and passwords are lent to nobody */
  readonly lendingForbidden: boolean;
}

/** What logins and accounts stand on. */
export interface Identity {
  readonly transactor: Transactor;
  readonly clock: Clock;
  readonly mode: Mode;
  readonly law: (tx: Tx) => Promise<IdentityLaw>;
  /** keyed digest of what identifies a natural person */
  readonly sealing: Pick<Sealing, 'digests' | 'refresh'>;
  /** where the portal is reached, for passkeys; null: a loopback address alone */
  readonly publicUrl: string | null;
  /** every route of the API: what the scopes of service keys are checked against */
  readonly routes: () => readonly Route[];
}

/** The time that everybody's clock shows: codes of authenticators know nothing of a demonstration that moved its own. */
export function realTime(clock: Clock, now: Date): number {
  return now.getTime() - clock.offsetMs;
}
