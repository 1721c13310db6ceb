import { createHash } from 'node:crypto';
import type { AdmissionRules, GatewayPolicy } from '@anjie/admission';
import {
  admissionRules,
  applyOverlays,
  deserialise,
  gatewayPolicy,
  loadCatalogue,
  loadOverlays,
  loadProfiles,
  type Problem,
  type Profile,
  type Profiles,
  profileFor,
  RegulationsInvalid,
  readRegulations,
  serialise,
} from '@anjie/rulebook';
import { sql } from 'kysely';
import { refuse as refuseCommon } from '../../ground/refusal.ts';
import type { Tx } from '../../ground/transaction.ts';
import { refuse } from './regulation.errors.ts';

/** Changes whenever decide() itself would decide differently on the same facts and profiles. */
export const DECIDE_VERSION = 1;
/** Deciding transactions hold the basis shared, publishing takes it exclusively for milliseconds. */
const BASIS_LOCK = 7002;

/** The rules in force at one generation. */
export interface Basis {
  readonly generation: number;
  /** null: requested, not yet approved, in force on approval */
  readonly effectiveAt: Date | null;
  readonly profiles: Profiles;
  profile(territory: { prov: string; city: string; div: string }): Profile;
  rules(territory: { prov: string; city: string; div: string }): AdmissionRules;
  policies(): GatewayPolicy[];
}

/**
 * The rules of the project's folder as one JSON text, ready to be published.
 *
 * @throws RegulationsInvalid naming file, path and rule of every error
 */
export function readProfiles(root: string, mode: 'demonstration' | 'production'): { text: string; digest: Buffer } {
  const folder = readRegulations(root);
  const { catalogue, problems: unclear } = loadCatalogue(folder);
  const { profiles, problems: wrong } = loadProfiles(folder.profiles, catalogue);
  const { overlays, problems: broken } = loadOverlays(mode === 'demonstration' ? folder.overlays : []);
  const problems = folder.profiles.length === 0 ? [noProfile(root)] : [...unclear, ...wrong, ...broken];
  if (problems.length > 0) throw new RegulationsInvalid(problems);
  const text = JSON.stringify(serialise(applyOverlays(profiles, overlays, mode)));
  return { text, digest: createHash('sm3').update(text).digest() };
}

function noProfile(root: string): Problem {
  return {
    file: 'regulations/profiles',
    path: '',
    rule: 'missing',
    message: `${root} 之下没有规则文件，请核对 ANJIE_REGULATIONS_ROOT / there is no profile below ${root}; check ANJIE_REGULATIONS_ROOT`,
  };
}

const cache = new Map<number, Basis>();

/**
 * The basis in force at the transaction's time. With `lock` it is held shared until commit and the time is taken again after the wait:
 * nobody commits on an old basis after a new one.
 */
export async function basisInForce(
  tx: Pick<Tx, 'db' | 'now'> & Partial<Pick<Tx, 'refreshNow'>>,
  options: { readonly lock: boolean },
): Promise<Basis> {
  if (options.lock) {
    await lockBasis(tx, 'shared');
    tx.refreshNow?.();
  }
  return basisAt(tx, tx.now);
}

/**
 * The basis in force at an instant, past or to come as far as it is approved.
 *
 * @throws no-basis-yet before the first basis, which comes with the installation and is in force from 1970 on
 */
export async function basisAt(tx: Pick<Tx, 'db'>, at: Date): Promise<Basis> {
  const row = await tx.db
    .selectFrom('basis')
    .select('generation')
    .where('approved_at', 'is not', null)
    .where('effective_at', '<=', at)
    .orderBy('effective_at', 'desc')
    .orderBy('generation', 'desc')
    .executeTakeFirst();
  return row === undefined ? refuse('no-basis-yet', { path: 'at', value: at.toISOString() }) : basisOf(tx, row.generation);
}

export async function basisOf(tx: Pick<Tx, 'db'>, generation: number): Promise<Basis> {
  const cached = cache.get(generation);
  if (cached !== undefined) return cached;
  const row = await tx.db.selectFrom('basis').select(['profiles', 'effective_at']).where('generation', '=', generation).executeTakeFirst();
  if (row === undefined) return refuseCommon('not-found', { path: 'generation', value: generation });
  const profiles = deserialise(row.profiles);
  const rules = new Map<string, AdmissionRules>();
  const basis: Basis = {
    generation,
    effectiveAt: row.effective_at,
    profiles,
    profile: (territory) => profileFor(profiles, territory),
    rules(territory) {
      const profile = profileFor(profiles, territory);
      const known = rules.get(profile.code) ?? admissionRules(profile);
      rules.set(profile.code, known);
      return known;
    },
    policies: () => [...profiles.values()].map(gatewayPolicy),
  };
  if (row.effective_at !== null) cache.set(generation, basis);
  return basis;
}

export async function lockBasis(tx: Pick<Tx, 'db'>, how: 'shared' | 'exclusive'): Promise<void> {
  const statement = how === 'shared' ? `select pg_advisory_xact_lock_shared(${BASIS_LOCK})` : `select pg_advisory_xact_lock(${BASIS_LOCK})`;
  await sql.raw(statement).execute(tx.db);
}
