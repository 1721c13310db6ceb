/** Who is told of a fact: roles at places, parties, and whoever the profile lets take the next step. Pure. */
import { actingLevel, type Profile, type Transition } from '@anjie/rulebook';
import type { Actor } from '../../ground/actor.ts';
import type { AuditFact } from '../../ground/transaction.ts';

export interface Territory {
  readonly prov: string;
  readonly city: string;
  readonly div: string;
}

/** Accounts that are sought: of a role at a place (code null: at every place of the level), of a party, or one by its login. */
export type Wanted =
  | { readonly role: string; readonly level: 'nation' | 'province' | 'city' | 'county'; readonly code: string | null }
  | { readonly role: string; readonly bureauId: string }
  | { readonly role: string | null; readonly partyId: string }
  | { readonly login: string };

export interface Scene {
  readonly fact: AuditFact;
  readonly actor: Actor;
  /** of the institution; null: a fact of no institution */
  readonly territory: Territory | null;
  /** of that territory */
  readonly profile: Profile | null;
}

type Step = Pick<Transition, 'name' | 'to' | 'from' | 'by' | 'fourEyes' | 'stated'>;
const FIRMS = ['vendor', 'platform-vendor', 'integration-partner', 'carrier', 'agency'];

/** Resolves one recipient of a rule, e.g. "approver@territory" or "takers". */
export function wantedBy(recipient: string, scene: Scene): Wanted[] {
  const { fact } = scene;
  const detail = fact.detail ?? {};
  if (recipient === 'institution') return ofParty('institution', fact.institutionId);
  if (recipient === 'parties') return (fact.parties ?? []).flatMap((id) => ofParty(null, id));
  if (recipient.startsWith('person:')) return loginOf(detail[recipient.slice('person:'.length)]);
  if (recipient.includes('@')) {
    const [role, place] = recipient.split('@') as [string, string];
    return atPlace(role, place, scene);
  }
  const steps = scene.profile?.onboarding.transitions ?? [];
  if (recipient === 'step-approvers') return steps.filter((one) => one.name === detail.step).flatMap((one) => takersOf(one, scene));
  if (recipient === 'takers') return awaited(steps, scene.profile, String(detail.to ?? '')).flatMap((one) => nextOf(one, scene));
  const ending = steps.filter((one) => ((detail.endEvents ?? []) as string[]).includes(one.name));
  if (ending.length > 0) return ending.flatMap((one) => [...takersOf(one, scene), ...nextOf(one, scene)]);
  return [
    ...ofParty('institution', fact.institutionId),
    ...atPlace('caseworker', 'territory', scene),
    ...atPlace('approver', 'territory', scene),
  ];
}

/**
 * The steps that somebody waits for in a state: those that the text states; where it states none, those that go on; else whatever there is.
 * Taking an application back is possible nearly always, and awaited by nobody.
 */
export function awaited<Row extends Step>(
  steps: readonly Row[],
  profile: Pick<Profile, 'onboarding'> | null,
  state: string,
): readonly Row[] {
  const possible = steps.filter((one) => one.from.includes(state));
  const stated = possible.filter((one) => one.stated);
  if (stated.length > 0) return stated;
  return possible.filter((one) => profile?.onboarding.final.includes(one.to) !== true);
}

/** Who begins the step: of one with four eyes the caseworkers who ask for it. */
function nextOf(step: Step, scene: Scene): Wanted[] {
  if (!step.fourEyes) return takersOf(step, scene);
  return step.by.flatMap(({ level }) => (level === null ? [] : atPlace('caseworker', level, scene)));
}

function takersOf(step: Step, scene: Scene): Wanted[] {
  return step.by.flatMap(({ role, level }) => {
    if (level !== null) return atPlace(role, level, scene);
    if (role === 'institution') return ofParty('institution', scene.fact.institutionId);
    const sought = role === 'connecting-party' ? 'vendor' : role;
    const firms = (scene.fact.parties ?? []).flatMap((id) => ofParty(sought, id));
    return role === 'connecting-party' && firms.length === 0 ? ofParty('institution', scene.fact.institutionId) : firms;
  });
}

/** Of an alert: the province that it concerns; of the installation's the nation, or, where nobody is there, its provinces. */
function alarmed(role: string, { territory, detail }: AuditFact): Wanted[] {
  const prov = territory?.prov ?? null;
  if (prov !== null) return [{ role, level: 'province', code: prov }];
  return detail?.told === 'provinces' ? [{ role, level: 'province', code: null }] : [{ role, level: 'nation', code: null }];
}

function atPlace(role: string, place: string, scene: Scene): Wanted[] {
  const { actor, profile, territory } = scene;
  if (place === 'alarmed') return alarmed(role, scene.fact);
  if (place === 'acting') return actor.bureauId === null ? [] : [{ role, bureauId: actor.bureauId }];
  if (place === 'nation' || place === 'national') return [{ role, level: 'nation', code: null }];
  if (territory === null || profile === null) return [];
  const level = actingLevel(place as 'territory' | 'province' | 'city' | 'county' | 'ordering', profile, territory);
  if (level === 'province') return [{ role, level, code: territory.prov }];
  if (level === 'city') return [{ role, level, code: territory.city }];
  return level === 'county' ? [{ role, level, code: territory.div }] : [];
}

function ofParty(role: string | null, partyId: string | null | undefined): Wanted[] {
  return partyId === null || partyId === undefined || (role !== null && role !== 'institution' && !FIRMS.includes(role))
    ? []
    : [{ role, partyId }];
}

function loginOf(value: unknown): Wanted[] {
  return typeof value === 'string' ? [{ login: value }] : [];
}
