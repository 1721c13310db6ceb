/** The gate of each onboarding step, from the profile's data: what a step still lacks, and by which clause. */
import type { Profile, Transition } from './profile-schema.ts';

/** What is on record for one application. Codes are those of the profile. */
export interface Dossier {
  readonly state: string;
  /** materials handed in */
  readonly materials: readonly string[];
  /** materials that a reviewer found true and complete */
  readonly found: readonly string[];
  /** readiness conditions confirmed */
  readonly conditions: readonly string[];
  readonly opinions: readonly string[];
  readonly seals: readonly string[];
  /** security operators named by the institution */
  readonly operators: number;
  /** what is applied for */
  readonly applicationKind: string;
  /** how many people of each role are named at present */
  readonly people: Readonly<Record<string, number>>;
  /** numbers of the bureaus' rules in force that it has not taken note of */
  readonly rulesUnread: readonly string[];
  /** the joint test's report is there and passed */
  readonly report: boolean;
  /** facts in force from other records */
  readonly held: readonly string[];
}

export interface Lack {
  /** what it is: the state of the application, a material, a finding on a material … */
  readonly kind: 'state' | 'material' | 'finding' | 'condition' | 'opinion' | 'report' | 'seal' | 'operator' | 'rule' | 'held';
  readonly code: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly clause: string;
  readonly stated: boolean;
}

/** @throws Error for a step that the profile does not have */
export function transitionOf(profile: Profile, name: string): Transition {
  const found = profile.onboarding.transitions.find((one) => one.name === name);
  if (!found) throw new Error(`规则 ${profile.code} 没有步骤“${name}” / profile ${profile.code} has no step "${name}"`);
  return found;
}

/** Steps that may follow from a state, in the order of the profile. */
export function stepsFrom(profile: Profile, state: string): Transition[] {
  return profile.onboarding.transitions.filter((one) => one.from.includes(state));
}

/** Everything that the step still lacks; empty: it may be taken. */
export function lacksFor(profile: Profile, name: string, dossier: Dossier): Lack[] {
  const step = transitionOf(profile, name);
  const { materials, conditions, opinions, seals } = profile.onboarding;
  const { requires } = step;
  const lacks: Lack[] = [];
  if (!step.from.includes(dossier.state))
    lacks.push({ kind: 'state', code: dossier.state, title: step.title, clause: step.clause, stated: step.stated });
  const minimum = profile.operators.min.value ?? 0;
  if (requires.operator && dossier.operators < minimum) lacks.push(operatorLack(profile, minimum));
  lacks.push(...missingPeople(profile, requires.people, dossier.people));
  const { rules } = requires;
  if (rules !== null) {
    const source = { clause: rules.clause, stated: rules.stated };
    lacks.push(...dossier.rulesUnread.map((code) => ({ kind: 'rule' as const, code, title: RULE, ...source })));
  }
  if (requires.materials) lacks.push(...missing('material', materials, dossier.materials));
  if (requires.findings) lacks.push(...missing('finding', materials, dossier.found), ...unattested(profile, dossier));
  if (requires.conditions) lacks.push(...missing('condition', conditions, dossier.conditions));
  lacks.push(
    ...missing(
      'opinion',
      opinions.filter((one) => requires.opinions.includes(one.code)),
      dossier.opinions,
    ),
  );
  if (requires.report && !dossier.report) lacks.push({ kind: 'report', code: 'test-report', title: REPORT, ...sourceOf(step) });
  for (const kind of requires.held)
    if (!dossier.held.includes(kind)) lacks.push({ kind: 'held', code: kind, title: step.title, ...sourceOf(step) });
  const owed = seals.filter((one) => requires.seals.includes(one.party)).map(({ party, ...rest }) => ({ code: party, ...rest }));
  lacks.push(...missing('seal', owed, dossier.seals));
  return lacks;
}

type Asked = Omit<Lack, 'kind'>;

const RULE = { zh: '尚未知悉的规定和制度', en: 'a rule that it has not taken note of' };
const REPORT = { zh: '合格的联调测试报告', en: 'a report of the joint test, passed' };

const sourceOf = (step: Transition) => ({ clause: step.clause, stated: step.stated });

function missing(kind: Lack['kind'], asked: readonly Asked[], have: readonly string[]): Lack[] {
  return asked.filter((one) => !have.includes(one.code)).map(({ code, title, clause, stated }) => ({ kind, code, title, clause, stated }));
}

/** What a finding that is not there would have attested of this kind of application. */
function unattested({ onboarding }: Profile, { found, applicationKind }: Dossier): Lack[] {
  return onboarding.materials
    .filter((one) => !found.includes(one.code))
    .flatMap(({ code, attests }) =>
      attests
        .filter((one) => one.applicationKinds.includes(applicationKind))
        .map(({ title, clause, stated }) => ({ kind: 'finding' as const, code, title, clause, stated })),
    );
}

function missingPeople(profile: Profile, roles: readonly string[], named: Dossier['people']): Lack[] {
  return profile.operators.asked
    .filter((one) => roles.includes(one.role) && (named[one.role] ?? 0) < one.min)
    .map(({ role, title, clause, stated }) => ({ kind: 'operator', code: role, title, clause, stated }));
}

function operatorLack(profile: Profile, minimum: number): Lack {
  return {
    kind: 'operator',
    code: 'security-operator',
    title: { zh: `至少${minimum}名安全运维人员`, en: `at least ${minimum} named security operator` },
    clause: profile.operators.min.clause ?? '本系统规则',
    stated: profile.operators.gateOf.stated === true,
  };
}
