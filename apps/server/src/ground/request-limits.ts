import { createHmac, randomBytes } from 'node:crypto';
import { addressKey } from './address-key.ts';
import { refuse } from './refusal.ts';
import { createBuckets } from './token-bucket.ts';

/** Requests a minute, and as many at once; settings of the installation. */
export interface LimitNumbers {
  /** of one account, whichever sessions, keys and addresses it uses */
  readonly account: number;
  /** of one address, of whoever has not been recognised: logins, public routes, pages, credentials that are none */
  readonly address: number;
  /** of one address, of messages that no gateway's secret has proven */
  readonly gateway: number;
}

export type Limited = { readonly by: 'account' | 'address'; readonly key: string };

/** What a request has been charged with so far. */
export interface Charge {
  readonly bucket: 'account' | 'address' | 'gateway';
  readonly key: string;
  readonly credential: string | null;
}

export interface RequestLimits {
  /** Before anything of the request is read. @throws too-many-requests with Retry-After */
  arrive(request: { readonly address: string; readonly authorization: string | undefined; readonly gateway: boolean }): Charge;
  /** The caller is known now: counted by account, no more by address. @throws too-many-requests */
  recognise(charge: Charge, account: string): void;
  /** The message is a gateway's: it is never held up. */
  recogniseGateway(charge: Charge): void;
  /** The credential was none. */
  mistake(charge: Charge): void;
}

const MOST_ADDRESSES = 100_000;
const MOST_ACCOUNTS = 50_000;
const MOST_CREDENTIALS = 50_000;

/**
 * Who is known is counted by account, who is not by address: people behind one address do not hold each other up, and a stranger's flood is
 * refused before the database is asked. The bodies of what is refused are not parsed. Memory is bounded, whatever comes.
 */
export function createRequestLimits(given: {
  readonly numbers: () => LimitNumbers;
  readonly limited: (limited: Limited) => void;
  readonly nowMs: () => number;
}): RequestLimits {
  const { numbers, limited, nowMs } = given;
  const buckets = { account: createBuckets(MOST_ACCOUNTS), address: createBuckets(MOST_ADDRESSES), gateway: createBuckets(MOST_ADDRESSES) };
  const key = randomBytes(16);
  /** digest of a session's token → the account that it turned out to be */
  const owners = new Map<string, string>();

  const charge = (bucket: Charge['bucket'], owner: string, credential: string | null): Charge => {
    const wait = buckets[bucket].take(owner, numbers()[bucket], nowMs());
    if (wait > 0) {
      limited({ by: bucket === 'account' ? 'account' : 'address', key: owner });
      refuse('too-many-requests', {
        retryAfter: wait,
        rule: `${numbers()[bucket]}/min`,
        path: bucket === 'account' ? 'account' : 'address',
      });
    }
    return { bucket, key: owner, credential };
  };

  return {
    arrive({ address, authorization, gateway }) {
      if (gateway) return charge('gateway', addressKey(address), null);
      // A key's number stands in the header for all to see: only a secret token speaks for its account before it is checked.
      const credential = authorization?.startsWith('Bearer ') ? createHmac('sha256', key).update(authorization).digest('base64') : null;
      const owner = credential === null ? undefined : owners.get(credential);
      return owner === undefined ? charge('address', addressKey(address), credential) : charge('account', owner, credential);
    },
    recognise(charged, account) {
      if (charged.bucket === 'account') return;
      charge('account', account, null);
      buckets[charged.bucket].giveBack(charged.key, numbers()[charged.bucket]);
      if (charged.credential === null) return;
      owners.set(charged.credential, account);
      if (owners.size > MOST_CREDENTIALS) owners.delete(owners.keys().next().value!);
    },
    recogniseGateway(charged) {
      buckets[charged.bucket].giveBack(charged.key, numbers()[charged.bucket]);
    },
    mistake({ credential }) {
      if (credential !== null) owners.delete(credential);
    },
  };
}
