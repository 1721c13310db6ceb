import { type KeyChange, type TrailVerdict, verifyTrail } from '@anjie/audit-trail';
import type { Sm2PublicKey } from '@anjie/guomi';
import type { Kysely } from 'kysely';
import type { Database } from '../../ground/schema.generated.ts';
import { headOf, storedRows } from './audit.store.ts';
import { allCheckpoints } from './checkpoint.store.ts';
import type { SecondPlace } from './second-place.ts';

/**
 * The whole audit as it stands in the database, against its chain, its checkpoints and what the second places hold. In one snapshot, so
 * that rows appended meanwhile are no fault. Source: NX-附3.2 §3.
 *
 * @param delivered read before the snapshot was taken: a place must not know more than the database shows
 */
export async function verifyAudit(
  db: Kysely<Database>,
  asked: {
    readonly installation: string;
    readonly keys: readonly Sm2PublicKey[];
    readonly changes: readonly KeyChange[];
    readonly delivered: TrailDelivered;
  },
): Promise<TrailVerdict> {
  return verifyTrail({
    rows: storedRows(db),
    checkpoints: await allCheckpoints(db),
    delivered: asked.delivered,
    keys: asked.keys,
    changes: asked.changes,
    head: await headOf(db),
    installation: asked.installation,
    whole: false,
  });
}

type TrailDelivered = Parameters<typeof verifyTrail>[0]['delivered'];

/** What all places that can be asked hold. */
export async function heldBy(places: readonly SecondPlace[]): Promise<TrailDelivered> {
  const held = await Promise.all(places.map((place) => place.held() ?? []));
  return held.flat();
}
