import type { Member } from './cast.ts';
import { attestAndRecord, driveHis, openJointTest, submitJointTest } from './joint-test.ts';
import type { People, Person } from './people.ts';

interface Coded {
  readonly code: string;
}

/** What the rules in force ask of an application. */
export interface AskedFor {
  readonly materials: readonly Coded[];
  readonly conditions: readonly Coded[];
  readonly assessmentItems: readonly Coded[];
}

/** The application of an institution that changes its system, and those who work on it. */
export interface SystemChange {
  readonly number: string;
  readonly member: Member;
  readonly asked: AskedFor;
  readonly local: Person;
  readonly localApprover: Person;
  readonly province: Person;
  readonly provinceApprover: Person;
  readonly vendor: Person;
  readonly platform: Person;
  readonly partner: Person;
}

const LINE = { test: { address: 'test.fsi.example', port: 8443 }, production: { address: 'fsi.example', port: 8443 } };

/** Opens the application (附件二); nothing is submitted yet. */
export async function openSystemChange(people: People, member: Member, system: string): Promise<SystemChange> {
  const as = (login: string) => people.as(login);
  const contact = { contactName: '李建国', contactPhone: '0951-6000000' };
  const form = {
    institution: { address: '银川市兴庆区解放东街1号', ...contact },
    system: { deployment: 'standalone', ...contact, ...LINE },
  };
  const { number } = await member.operator.post<{ number: string }>(`/institutions/${member.code}/applications`, {
    kind: 'system-change',
    form,
    system,
  });
  const rules = await (await as('demo.reader')).get<{ profile: { onboarding: AskedFor } }>('/regulations/profiles/640000');
  return {
    number,
    member,
    asked: rules.profile.onboarding,
    local: member.bureau,
    localApprover: await as('xingqing.approver'),
    province: await as('nx.caseworker'),
    provinceApprover: await as('nx.approver'),
    vendor: await as('his-vendor.operator'),
    platform: await as('platform.operator'),
    partner: await as('partner.operator'),
  };
}

/** Path of a step of the application. */
export const stepPath = (change: SystemChange, step: string) => `/applications/${change.number}/transitions/${step}`;

export function take(change: SystemChange, person: Person, step: string, input: object = {}): Promise<{ state: string }> {
  return person.post(stepPath(change, step), input);
}

/** One requests, another approves. */
export async function takeByTwo(
  change: SystemChange,
  first: Person,
  second: Person,
  step: string,
  reason?: string,
): Promise<{ state: string }> {
  await first.post(`${stepPath(change, step)}/request`, reason === undefined ? {} : { reason });
  return second.post(stepPath(change, step), {});
}

/** Uploads a file for each material and hands it in. */
export async function handIn({ number, member }: SystemChange, materials: readonly string[]): Promise<void> {
  for (const material of materials) {
    const bytes = Buffer.from(`${member.name} ${member.code}\n申报材料：${material}\n`);
    const document = await member.operator.upload<{ id: string }>(
      `/institutions/${member.code}/documents`,
      bytes,
      'text/plain',
      `${material}.txt`,
    );
    await member.operator.post(`/applications/${number}/materials`, { material, documentId: document.id });
  }
}

/** The local bureau finds materials true and complete. */
export async function findConforming({ number, local }: SystemChange, materials: readonly string[]): Promise<void> {
  for (const material of materials) await local.post(`/applications/${number}/findings`, { material, conforms: true });
}

export async function agreeInWriting({ number }: SystemChange, person: Person, code: string, opinion: string): Promise<void> {
  await person.post(`/applications/${number}/opinions`, { code, agrees: true, opinion });
}

/** The vendor promises every readiness condition (附件二 part 2). */
export async function vouch({ number, vendor, asked }: SystemChange): Promise<void> {
  await vendor.post(`/applications/${number}/conditions`, { conditions: asked.conditions.map((one) => one.code) });
}

/** Opinions and the evaluation of the province, by two people. */
export async function evaluate(change: SystemChange): Promise<{ state: string }> {
  await agreeInWriting(change, change.province, 'network-security', '网络安全检查合格');
  await agreeInWriting(change, change.province, 'system-self-check', '信息系统自检合格');
  return takeByTwo(change, change.province, change.provinceApprover, 'evaluate-passed');
}

/** Who seals for which party. */
export function sealers({ localApprover, platform, vendor, member }: SystemChange): readonly (readonly [string, Person])[] {
  return [
    ['territorial-bureau', localApprover],
    ['platform-vendor', platform],
    ['connecting-party', vendor],
    ['institution', member.operator],
  ];
}

export async function seal({ number }: SystemChange, person: Person, party: string, sm3: string): Promise<void> {
  await person.post(`/applications/${number}/seals`, { party, sm3 });
}

/** From submission to the sealed report in the province's hands, without anything going wrong. */
export async function bringToFeedback(change: SystemChange): Promise<void> {
  const materials = change.asked.materials.map((one) => one.code);
  await handIn(change, materials);
  await take(change, change.member.operator, 'submit');
  await findConforming(change, materials);
  await agreeInWriting(change, change.local, 'local', '情况属实，同意上报');
  await takeByTwo(change, change.local, change.localApprover, 'verify');
  await take(change, change.province, 'receive');
  await vouch(change);
  await evaluate(change);
  await take(change, change.province, 'appoint-partner', { partner: 'partner', platformVendor: 'platform' });
  const test = await openJointTest(change);
  await driveHis(change, test);
  await attestAndRecord(change, test);
  const { sm3 } = await submitJointTest(change, test);
  await take(change, change.vendor, 'record-test');
  for (const [party, person] of sealers(change)) await seal(change, person, party, sm3);
  await take(change, change.localApprover, 'seal');
  await take(change, change.local, 'report-test');
}
