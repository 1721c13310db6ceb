import { randomInt } from 'node:crypto';
import type { Sender } from './his-message.ts';
import { inWords, type People, type Person } from './people.ts';
import { Otherwise } from './story.ts';

/** An institution of the story with its own people. */
export interface Member extends Sender {
  readonly operator: Person;
  /** the local bureau's caseworker */
  readonly bureau: Person;
}

/** Registers an institution under a code that nobody has yet, with an account of its own. */
export async function registerMember(
  people: People,
  member: { kind: 'pharmacy' | 'hospital'; division: string; name: string; bureau: string; province: string },
): Promise<Member> {
  const bureau = await people.as(`${member.bureau}.caseworker`);
  for (let attempt = 0; attempt < 5; attempt++) {
    const code = `${member.kind === 'pharmacy' ? 'P' : 'H'}${member.division}${String(randomInt(100_000)).padStart(5, '0')}`;
    const name = `${member.name}（${code.slice(-5)}）`;
    const registered = await bureau.attempt('/institutions', { code, kind: member.kind, name });
    if ('done' in registered)
      return { code, name, division: member.division, bureau, operator: await people.appoint(member.province, code) };
    if (registered.problem.code !== 'institution-code-taken') throw new Otherwise(`${bureau.name}：${inWords(registered.problem)}`);
  }
  throw new Otherwise('五次都没有找到空闲的机构编码');
}

/** Records this year's service agreement. @returns its number */
export async function signServiceAgreement(member: Member, today: string): Promise<string> {
  const year = Number(today.slice(0, 4));
  const number = `XY-${year}-${member.code.slice(-5)}`;
  const agreement = { number, year, validFrom: `${year}-01-01`, validTo: `${year}-12-31` };
  await member.bureau.post(`/institutions/${member.code}/service-agreements`, agreement);
  return number;
}

/** Registers a vendor's system with its certificate. @returns its code */
export async function registerSystem(vendor: Person, name: string, release: string, today: string): Promise<string> {
  const code = `his-${randomInt(1_000_000_000).toString(36)}`;
  const year = Number(today.slice(0, 4));
  await vendor.post('/systems', {
    code,
    name,
    // One release is registered once; the story is played again.
    release: `${release}.${randomInt(1_000_000)}`,
    deployment: 'standalone',
    certificate: { number: `DJCP-${code}`, level: 3, validFrom: `${year}-01-01`, validTo: `${year + 1}-12-31` },
  });
  return code;
}
