import { randomInt } from 'node:crypto';
import type { People, Person } from './people.ts';
import { inWords } from './people.ts';
import { Otherwise } from './story.ts';
import type { Environment } from './words.ts';

interface Filing {
  readonly id: string;
  readonly version: number;
}

/** Who files, and who takes on record. */
export interface FilingParties {
  readonly code: string;
  readonly operator: Person;
  readonly bureau: Person;
}

export interface Carrier {
  readonly code: string;
  readonly person: Person;
}

/** A loopback address that stands for an institution's line; never the machine's own 127.0.0.x. */
export function someAddress(): string {
  return `127.${randomInt(1, 255)}.${randomInt(256)}.${randomInt(1, 255)}`;
}

/** A MAC of the range for local administration. */
export function someMac(): string {
  return ['02', ...Array.from({ length: 5 }, () => randomInt(256).toString(16).padStart(2, '0'))].join(':');
}

/**
 * Files a dedicated line. Where an agreement must be shown (NX-8) the carrier audits it by that; then the bureau takes it on record.
 *
 * @returns id of the filing
 */
export async function fileLine(parties: FilingParties, carrier: Carrier, agreementNumber: string | null): Promise<string> {
  const { code, operator, bureau } = parties;
  const agreement = agreementNumber === null ? {} : { agreementNumber };
  const body = { act: 'apply', kind: 'dedicated', carrier: carrier.code, ...agreement };
  let filing = await operator.post<Filing>(`/institutions/${code}/line-filings`, body);
  if (agreementNumber !== null)
    filing = await carrier.person.post<Filing>(
      `/line-filings/${filing.id}/audit`,
      { passed: true, note: '凭当年协议办理，资料齐全' },
      filing.version,
    );
  await bureau.post(`/line-filings/${filing.id}/acceptance`, undefined, filing.version);
  return filing.id;
}

/** Files an address not in force elsewhere. @returns the address */
export async function fileAddress({ code, operator, bureau }: FilingParties, environment: Environment): Promise<string> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const ip = someAddress();
    const filing = await operator.post<Filing>(`/institutions/${code}/address-filings`, { act: 'apply', ip, environment });
    const accepted = await bureau.attempt(`/address-filings/${filing.id}/acceptance`, undefined, filing.version);
    if ('done' in accepted) return ip;
    if (accepted.problem.code !== 'in-force-elsewhere') throw new Otherwise(`${bureau.name}：${inWords(accepted.problem)}`);
    await bureau.post(`/address-filings/${filing.id}/return`, { reason: 'duplicate', note: '该地址已在别处有效' }, filing.version);
  }
  throw new Otherwise('五次都没有找到空闲的地址');
}

/** Files a terminal behind an address. @returns its MAC */
export async function fileTerminal({ code, operator, bureau }: FilingParties, ip: string): Promise<string> {
  const mac = someMac();
  const body = { act: 'apply', ip, mac, device: '收银终端' };
  const filing = await operator.post<Filing>(`/institutions/${code}/terminal-filings`, body);
  await bureau.post(`/terminal-filings/${filing.id}/acceptance`, undefined, filing.version);
  return mac;
}

/** The carrier records which terminals it has bound to which address (NX-8). */
export async function bindTerminals(carrier: Carrier, lineId: string, ip: string, macs: readonly string[]): Promise<void> {
  await carrier.person.post(`/line-filings/${lineId}/binding`, { ip, macs });
}

export async function carrierOf(people: People, code: string): Promise<Carrier> {
  return { code, person: await people.as(`${code}.operator`) };
}
