import { createHash } from 'node:crypto';
import { canonicalJson } from '@anjie/admission';
import {
  type Catalogue,
  type Difference,
  deserialise,
  diffProfiles,
  type Profile,
  type Profiles,
  RegulationsInvalid,
  sequenceProblems,
  serialise,
} from '@anjie/rulebook';
import { z } from 'zod';
import type { Actor } from '../../ground/actor.ts';
import type { Tx } from '../../ground/transaction.ts';
import { type Basis, basisInForce, DECIDE_VERSION, lockBasis, readProfiles } from './basis.ts';
import { refuse } from './regulation.errors.ts';

export const publicationRequest = z
  .strictObject({
    /** whole profiles; they replace those of the same code, the others stay */
    profiles: z
      .array(z.looseObject({ code: z.string() }))
      .min(1)
      .max(4000)
      .optional(),
    from: z.literal('installed').optional(),
    /** absent: on approval */
    effectiveAt: z.iso.datetime({ offset: true }).optional(),
    reason: z.string().trim().min(1).max(2000),
  })
  .refine((value) => (value.profiles === undefined) !== (value.from === undefined), {
    path: ['profiles'],
    message: 'profiles 与 from 须且只须给出其一 / give either profiles or from',
  });

export interface RulesFolder {
  readonly root: string;
  readonly mode: 'demonstration' | 'production';
  readonly catalogue: Catalogue;
}

/** One person asks for profiles to be published. Nothing changes until another approves what the digest names. */
export async function requestPublication(tx: Tx, input: z.output<typeof publicationRequest>, folder: RulesFolder) {
  await lockBasis(tx, 'exclusive');
  tx.refreshNow();
  const effectiveAt = input.effectiveAt === undefined ? null : new Date(input.effectiveAt);
  if (effectiveAt !== null && effectiveAt <= tx.now)
    refuse('effective-instant-past', { path: 'body.effectiveAt', value: input.effectiveAt });
  const basis = await basisInForce(tx, { lock: false });
  const profiles = input.profiles === undefined ? installed(folder) : given(basis, input.profiles, folder.catalogue);
  const changes = changesBetween(basis.profiles, profiles);
  if (changes.length === 0) refuse('publication-unchanged');
  refuseBeyond(tx.actor, changes, profiles, basis.profiles);
  const text = JSON.stringify(serialise(profiles));
  const digest = createHash('sm3').update(text).digest();
  const last = await tx.db.selectFrom('basis').select('generation').orderBy('generation', 'desc').limit(1).executeTakeFirstOrThrow();
  const generation = last.generation + 1;
  await tx.db
    .insertInto('basis')
    .values({
      generation,
      decide_version: DECIDE_VERSION,
      profiles: text,
      digest,
      effective_at: effectiveAt,
      requested_by: tx.actor.id,
      requested_at: tx.now,
      based_on: basis.generation,
      reason: input.reason,
    })
    .execute();
  tx.audit({
    event: 'publication-requested',
    object: { kind: 'basis', id: String(generation) },
    detail: { digest: digest.toString('hex'), profiles: changes.map((change) => change.profile), effectiveAt: input.effectiveAt ?? null },
  });
  return {
    generation,
    digest: digest.toString('hex'),
    basedOn: basis.generation,
    effectiveAt: effectiveAt?.toISOString() ?? null,
    changes,
  };
}

export interface ProfileChange {
  readonly profile: string;
  /** null: a new profile, or one that is taken away */
  readonly differences: readonly Difference[] | null;
}

/** What would change from one basis to another, profile by profile. */
export function changesBetween(before: Profiles, after: Profiles): ProfileChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((profile): ProfileChange[] => {
    const [a, b] = [before.get(profile), after.get(profile)];
    if (canonicalJson(a ?? null) === canonicalJson(b ?? null)) return [];
    return [{ profile, differences: a === undefined || b === undefined ? null : diffProfiles(a, b) }];
  });
}

/** A province publishes its own profile and those below it; the nation all. */
export function refuseBeyond(actor: Actor, changes: readonly ProfileChange[], after: Profiles, before: Profiles): void {
  if (actor.level === 'nation') return;
  const below = (code: string): boolean => {
    const profile: Profile | undefined = after.get(code) ?? before.get(code);
    return code === actor.prov || (profile?.parent !== null && profile?.parent !== undefined && below(profile.parent));
  };
  const beyond = changes.find((change) => !below(change.profile));
  if (beyond !== undefined) refuse('publication-beyond-territory', { path: 'body.profiles', value: beyond.profile });
}

function installed(folder: RulesFolder): Profiles {
  try {
    return deserialise(JSON.parse(readProfiles(folder.root, folder.mode).text));
  } catch (error) {
    return refuseInvalid(error);
  }
}

function given(basis: Basis, profiles: readonly { readonly code: string }[], catalogue: Catalogue): Profiles {
  try {
    const read = deserialise({ format: 1, profiles });
    const problems = [...read.values()].flatMap((profile) => sequenceProblems(profile, () => profile.code));
    if (problems.length > 0) throw new RegulationsInvalid(problems);
    for (const [path, clause] of clausesOf(profiles, 'profiles'))
      if (catalogue.find(clause) === undefined) refuse('profiles-invalid', { path: `body.${path}`, value: clause, rule: 'clause-unknown' });
    return new Map([...basis.profiles, ...read]);
  } catch (error) {
    return refuseInvalid(error);
  }
}

function* clausesOf(value: unknown, path: string): Generator<[string, string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'clause' && typeof inner === 'string') yield [`${path}.${key}`, inner];
    else yield* clausesOf(inner, `${path}.${key}`);
  }
}

function refuseInvalid(error: unknown): never {
  if (!(error instanceof RegulationsInvalid)) throw error;
  const first = error.problems[0]!;
  return refuse('profiles-invalid', {
    path: `${first.file} ${first.path}`,
    rule: first.rule,
    detail: { zh: `${first.message}（共 ${error.problems.length} 处）`, en: `${first.message} (${error.problems.length} in all)` },
  });
}
