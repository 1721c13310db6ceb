/** The procedures as their tables say, for walking every row of them: who is who in a territory, the way to a state, what a step asks for. */
import type { Profile, Transition } from '@anjie/rulebook';
import { NX, type Scene } from './onboarding.scene.ts';
import { plantReport } from './plant-report.scene.ts';

export interface Territory {
  readonly name: string;
  readonly profile: Profile;
  /** the bureau of the territory, those above it in order, and one elsewhere */
  readonly bureau: string;
  readonly above: readonly string[];
  readonly elsewhere: readonly string[];
  readonly officers: string;
}

/** Roles of the bureaus' staff that the routes let in; of a right level or a wrong one. */
const STAFF = ['caseworker', 'approver', 'leader'] as const;
const FIRMS: Readonly<Record<string, string>> = {
  vendor: 'his-vendor.operator',
  'connecting-party': 'his-vendor.operator',
  'platform-vendor': 'platform.operator',
  'integration-partner': 'partner.operator',
};

type By = Transition['by'][number];

/** The login that takes a step for one of its rows of `by`. */
export function loginOf(by: By, territory: Territory, code: string): string {
  if (by.level === 'territory') return `${territory.bureau}.${by.role}`;
  if (by.level === 'province') return `${territory.above.at(-1)}.${by.role}`;
  return by.role === 'institution' ? code.toLowerCase() : FIRMS[by.role]!;
}

export const takersOf = (step: Transition, territory: Territory, code: string): string[] =>
  step.by.map((by) => loginOf(by, territory, code));

/** Who prepares a step of two people: caseworker and approver of the level that approves it. */
export function requestersOf(step: Transition, territory: Territory, code: string): string[] {
  return step.by.flatMap((by) => ['caseworker', 'approver'].map((role) => loginOf({ ...by, role: role as 'caseworker' }, territory, code)));
}

/** Everybody within sight of an application whom a row may name or not; firms where the application names them. */
export function insiders(territory: Territory, code: string, parties: boolean): string[] {
  const staff = [territory.bureau, ...territory.above].flatMap((bureau) => STAFF.map((role) => `${bureau}.${role}`));
  return [...staff, code.toLowerCase(), ...(parties ? new Set(Object.values(FIRMS)) : [])];
}

export const outsiders = (territory: Territory, stranger: string): string[] => [
  ...territory.elsewhere.flatMap((bureau) => ['caseworker', 'approver'].map((role) => `${bureau}.${role}`)),
  stranger.toLowerCase(),
];

/** The shortest way of steps from the first state to one from which the step may be taken. */
export function wayTo(profile: Profile, from: readonly string[]): Transition[] {
  const { initial, transitions } = profile.onboarding;
  const ways: [string, Transition[]][] = [[initial!, []]];
  for (const [state, way] of ways) {
    if (from.includes(state)) return way;
    for (const step of transitions)
      if (step.from.includes(state) && !ways.some(([seen]) => seen === step.to)) ways.push([step.to, [...way, step]]);
  }
  throw new Error(`no way to ${from.join(', ')}`);
}

export const bodyOf = (step: Transition): Record<string, unknown> => ({
  ...(step.requires.reason ? { reason: '写明理由' } : {}),
  ...(step.appoints.includes('integration-partner') ? { partner: 'partner' } : {}),
});

/** Puts in place what the row requires, by the people who do that. */
export async function satisfy(scene: Scene, territory: Territory, code: string, number: string, step: Transition): Promise<void> {
  const at = `/applications/${number}`;
  const { requires } = step;
  const { onboarding } = territory.profile;
  const institution = code.toLowerCase();
  if (requires.findings)
    for (const { code: material } of onboarding.materials)
      await scene.ok(`${territory.bureau}.caseworker`, `${at}/findings`, { material, conforms: true });
  if (requires.conditions) await scene.ok(FIRMS.vendor!, `${at}/conditions`, { conditions: onboarding.conditions.map((one) => one.code) });
  for (const opinion of requires.opinions) {
    const { level } = onboarding.opinions.find((one) => one.code === opinion)!;
    const login = loginOf({ role: 'caseworker', level }, territory, code);
    await scene.ok(login, `${at}/opinions`, { code: opinion, agrees: true, opinion: '同意' });
  }
  if (requires.report) await plantReport(scene.system, number);
  if (requires.held.includes('security-agreement'))
    await scene.ok(`${territory.above[0]}.caseworker`, `/institutions/${code}/agreements`, {
      kind: 'security-agreement',
      signatories: { institution: true, bureau: true },
      copies: 2,
      signedOn: '2026-03-01',
    });
  if (requires.seals.length === 0) return;
  const { body } = await (await scene.system.as(institution)).get(at);
  const sealed = (body.seals as unknown as { party: string }[]).map((one) => one.party);
  const { sm3 } = body.report as unknown as { sm3: string };
  for (const party of requires.seals.filter((one) => !sealed.includes(one)))
    await scene.ok(sealerOf(party, territory, code), `${at}/seals`, { party, sm3 });
}

export const sealerOf = (party: string, territory: Territory, code: string): string =>
  party === 'territorial-bureau' ? `${territory.bureau}.approver` : loginOf({ role: party as 'institution', level: null }, territory, code);

/** Takes a step by the first of those whom its row names, after a request where two people take it. */
export async function takeByTable(scene: Scene, territory: Territory, code: string, number: string, step: Transition): Promise<string> {
  await satisfy(scene, territory, code, number, step);
  const taker = takersOf(step, territory, code)[0]!;
  const at = `/applications/${number}/transitions/${step.name}`;
  if (step.fourEyes) await scene.ok(requestersOf(step, territory, code)[0]!, `${at}/request`, bodyOf(step));
  return scene.take(taker, number, step.name, bodyOf(step));
}

/** An open application in a state from which the step may be taken, got there by the table's own steps; the one before it is closed. */
export async function applicationBefore(scene: Scene, territory: Territory, code: string, from: readonly string[]): Promise<string> {
  await scene.system.query(
    `update application set closed_at = now() where closed_at is null and institution_id = (select id from institution where code = $1)`,
    [code],
  );
  await scene.system.query(`update agreement set ended_at = now(), ended_reason = '试', ended_by = recorded_by where ended_at is null`);
  const kind = territory.profile.onboarding.applicationKinds[0]!;
  const number = territory.profile === NX ? await scene.open(code, kind) : await openPlain(scene, code, kind);
  if (territory.profile.onboarding.materials.length > 0) await scene.handInAll(code, number);
  for (const step of wayTo(territory.profile, from)) await takeByTable(scene, territory, code, number, step);
  return number;
}

async function openPlain(scene: Scene, code: string, kind: string): Promise<string> {
  return String((await scene.ok(code.toLowerCase(), `/institutions/${code}/applications`, { kind })).number);
}

/** Sets the state itself, as the owner: for what the table refuses from there. The firms are named, so that they see the application. */
export async function forceState(scene: Scene, number: string, state: string, closed: boolean): Promise<void> {
  await scene.system.query(
    `update application set state = $2, closed_at = case when $3 then now() end,
       platform_vendor_id = (select id from firm where code = 'platform'), partner_id = (select id from firm where code = 'partner')
     where number = $1`,
    [number, state, closed],
  );
}
