/** Who may act on an application, read from the profile's rows. Pure: the actor, the application and the row decide. */
import type { Profile, Transition } from '@anjie/rulebook';
import type { Actor } from '../../ground/actor.ts';

/** Whom an application belongs to and who are parties to it. */
export interface Parties {
  readonly institutionId: string;
  /** the institution's own bureau (属地), whatever its level */
  readonly bureauId: string;
  readonly vendorId: string | null;
  readonly platformVendorId: string | null;
  readonly partnerId: string | null;
}

type By = Transition['by'][number];
type Level = NonNullable<By['level']>;

/** Those who prepare a step that needs two: staff of the level that approves it. */
const REQUESTERS = ['caseworker', 'approver'];

export function mayTake(step: Pick<Transition, 'by'>, actor: Actor, parties: Parties): boolean {
  return step.by.some((by) => isOne(by, actor, parties));
}

/** Of a step with four eyes: who may request it for another's approval. */
export function mayRequest(step: Pick<Transition, 'by'>, actor: Actor, parties: Parties): boolean {
  return step.by.some((by) => by.level !== null && REQUESTERS.includes(actor.role) && isAt(by.level, actor, parties));
}

/** Who seals for a party: the row of the sealing step that speaks of it. */
export function maySeal(party: string, sealing: Pick<Transition, 'by'>, actor: Actor, parties: Parties): boolean {
  return sealing.by.some((by) => sealingParty(by) === party && isOne(by, actor, parties));
}

/** "caseworker@province, vendor": for a refusal that names who may. */
export function whoMay(step: Pick<Transition, 'by'>): string {
  return step.by.map((by) => (by.level === null ? by.role : `${by.role}@${by.level}`)).join(', ');
}

const ROLE_NAMES: Readonly<Record<string, string>> = {
  caseworker: '经办人员',
  approver: '审批人员',
  leader: '负责人',
  institution: '定点医药机构',
  vendor: '信息系统承建厂商',
  'connecting-party': '系统接入方',
  'platform-vendor': '医疗保障信息平台厂商',
  'integration-partner': '两定接口联调厂商',
  carrier: '运营商',
  agency: '经办机构',
};
const LEVEL_NAMES: Readonly<Record<string, string>> = {
  territory: '属地医保局',
  county: '县级医保局',
  city: '市级医保局',
  province: '省级医保局',
  national: '国家医保局',
};

/** "属地医保局审批人员、系统接入方": the same for people who read it. */
export function whoMayInChinese(step: Pick<Transition, 'by'>): string {
  return step.by.map((by) => `${by.level === null ? '' : (LEVEL_NAMES[by.level] ?? by.level)}${ROLE_NAMES[by.role] ?? by.role}`).join('、');
}

export function isAt(level: Level, actor: Actor, parties: Parties): boolean {
  if (level === 'territory') return actor.bureauId !== null && actor.bureauId === parties.bureauId;
  return level === (actor.level === 'nation' ? 'national' : actor.level);
}

/** A bureau's row stands for its seal as the territorial bureau; every other party is called by its role. */
function sealingParty(by: By): string {
  return by.level === 'territory' ? 'territorial-bureau' : by.role;
}

function isOne(by: By, actor: Actor, parties: Parties): boolean {
  if (by.level !== null) return actor.role === by.role && isAt(by.level, actor, parties);
  const own = (id: string | null) => id !== null && actor.partyId === id;
  switch (by.role) {
    case 'institution':
      return actor.role === 'institution' && own(parties.institutionId);
    case 'vendor':
      return actor.role === 'vendor' && own(parties.vendorId);
    case 'platform-vendor':
      return actor.role === 'platform-vendor' && own(parties.platformVendorId);
    case 'integration-partner':
      return actor.role === 'integration-partner' && own(parties.partnerId);
    case 'connecting-party':
      // 系统接入方: the vendor of the system, or the institution itself where no vendor stands behind it
      return parties.vendorId === null
        ? actor.role === 'institution' && own(parties.institutionId)
        : actor.role === 'vendor' && own(parties.vendorId);
    default:
      return false;
  }
}

/** States in which the institution may change form, system and materials: a draft, and whatever it hands in again from. */
export function isEditable(profile: Profile, state: string): boolean {
  const { initial, final, transitions } = profile.onboarding;
  if (state === initial) return true;
  const handedIn = transitions.filter((one) => one.from.includes(initial!) && !final.includes(one.to)).map((one) => one.to);
  return transitions.some(
    (one) =>
      one.from.includes(state) && (handedIn.includes(one.to) || one.clocks === 'resume') && one.by.some((by) => by.role === 'institution'),
  );
}

/** States in which the report of the joint test may be recorded: the step that needs it is next, or was the last. */
export function takesReport(profile: Profile, state: string): boolean {
  return profile.onboarding.transitions.some((one) => one.requires.report && (one.to === state || one.from.includes(state)));
}

/** The step that puts the application back before its test: an earlier report and its seals prove nothing any more. */
export function beginsTest(profile: Profile, step: Transition): boolean {
  return profile.onboarding.transitions.some((one) => one.requires.report && one.from.includes(step.to));
}
