import { beijingDate } from './beijing-time.ts';
import { type Member, registerMember, registerSystem, signServiceAgreement } from './cast.ts';
import { bindTerminals, carrierOf, fileAddress, fileLine, fileTerminal } from './network-filings.ts';
import type { People } from './people.ts';

/** A pharmacy of 兴庆区 with its lines: one address for each environment. */
export interface Pharmacy extends Member {
  readonly production: string;
  readonly test: string;
}

export const today = () => beijingDate(new Date());

export function registerPharmacy(people: People, name: string): Promise<Member> {
  return registerMember(people, { kind: 'pharmacy', division: '640104', name, bureau: 'xingqing', province: 'nx' });
}

/** Service agreement, line with the carrier's audit, addresses, terminals and the carrier's binding (NX-6, NX-8). */
export async function fileNetwork(people: People, member: Member): Promise<Pharmacy> {
  const agreement = await signServiceAgreement(member, today());
  const carrier = await carrierOf(people, 'carrier-a');
  const line = await fileLine(member, carrier, agreement);
  const production = await fileAddress(member, 'production');
  const test = await fileAddress(member, 'test');
  for (const ip of [production, test]) await bindTerminals(carrier, line, ip, [await fileTerminal(member, ip)]);
  return { ...member, production, test };
}

/** What was connected before the platform is taken in: one person of the province requests it, another approves. */
export async function takeIn(people: People, code: string): Promise<void> {
  const system = await registerSystem(await people.as('his-vendor.operator'), '示范药店管理系统', 'V3.2', today());
  const census = { system, connectedOn: '2025-03-01', reason: '平台上线前已接入，按摸底情况登记' };
  await (await people.as('nx.caseworker')).post(`/institutions/${code}/connections`, census);
  await (await people.as('nx.approver')).post(`/institutions/${code}/connections/approval`, { accept: true });
}

/** NX-5: a security operator and a responsible person are named. */
export async function nameOperators(member: Member): Promise<void> {
  for (const [role, name] of [
    ['operator', '李建国'],
    ['responsible', '王秀英'],
  ])
    await member.operator.post(`/institutions/${member.code}/operators`, { role, name });
}
