/**
 * A new epoch: the server's database was restored or another one promoted. It may have forgotten a cut-off, so that a gateway keeps refusing
 * what it refused before and the new snapshot would admit, reports the list, and a person releases it.
 */
import type { Entry, Environment } from '@anjie/admission';
import { inSlices } from './in-slices.ts';

export interface WithheldInstitution {
  readonly code: string;
  /** what would pass by the snapshot and did not before: one bit per environment and class */
  readonly gained: number;
  /** "environment ip" of bindings that it did not have before */
  readonly addresses: readonly string[];
}

export interface Withheld {
  readonly epoch: string;
  readonly previousEpoch: string | null;
  readonly institutions: readonly WithheldInstitution[];
}

/** What a gateway knew, or what a snapshot says, as far as the comparison needs it. */
export interface Passing {
  /** what passes for the institution at `t`, one bit per environment and class */
  passing(code: string, t: number): number;
  /** institution to which the address is bound in the environment at `t`, or null */
  boundTo(ip: string, environment: Environment, t: number): string | null;
}

/** What is kept of a snapshot's entry until the snapshot is whole. */
export interface Candidate {
  readonly code: string;
  /** instants at which its grant may be wider than before: the beginnings of its segments */
  readonly instants: readonly number[];
  readonly bindings: readonly { readonly ip: string; readonly environment: Environment }[];
}

export function candidateOf(entry: Entry): Candidate {
  return {
    code: entry.code,
    instants: entry.segments.map((segment) => segment.from),
    bindings: entry.segments.flatMap((segment) => segment.bindings.map(({ ip, environment }) => ({ ip, environment }))),
  };
}

/**
 * Compares institution by institution, now and at the beginning of each segment to come. Without anything known before, everything that the
 * snapshot admits is withheld.
 */
export async function compareEpochs(
  before: Passing | null,
  after: Passing,
  candidates: Iterable<Candidate>,
  now: number,
): Promise<WithheldInstitution[]> {
  const withheld: WithheldInstitution[] = [];
  await inSlices(candidates, ({ code, instants, bindings }) => {
    let admitted = 0;
    let gained = 0;
    for (const t of new Set([now, ...instants.filter((instant) => instant > now)])) {
      const passes = after.passing(code, t);
      admitted |= passes;
      gained |= passes & ~(before?.passing(code, t) ?? 0);
    }
    if (admitted === 0) return;
    const addresses = bindings
      .filter(({ ip, environment }) => before?.boundTo(ip, environment, now) !== code)
      .map(({ ip, environment }) => addressKey(environment, ip));
    if (gained !== 0 || addresses.length > 0) withheld.push({ code, gained, addresses: [...new Set(addresses)] });
  });
  return withheld;
}

export function addressKey(environment: Environment, ip: string): string {
  return `${environment} ${ip}`;
}

/** Whether the list refuses a request that the entry would admit. */
export function isWithheld(institution: WithheldInstitution | undefined, bit: number, environment: Environment, ip: string): boolean {
  return institution !== undefined && ((institution.gained & bit) !== 0 || institution.addresses.includes(addressKey(environment, ip)));
}
