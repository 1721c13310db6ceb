import { may } from './permission.ts';
import type { Person } from './session.ts';
import { useRead } from './use-api.ts';

interface Named {
  readonly code: string;
  readonly name: string;
}

/** Firms that hold a role in the province, to choose from by name. */
export function useFirms(person: Person, role: string) {
  const reading = useRead<{ firms: Named[] }>(may(person, 'getFirms') ? `/firms?role=${role}&limit=200` : null);
  return asOptions(reading.data?.firms);
}

/** Carriers among which the territory's institutions choose (JC-5). */
export function useCarriers() {
  const reading = useRead<{ carriers: Named[] }>('/carriers');
  return asOptions(reading.data?.carriers);
}

/** Names of the carriers by code, so that no code stands alone. */
export function useCarrierNames(): ReadonlyMap<string, string> {
  const reading = useRead<{ carriers: Named[] }>('/carriers');
  return new Map((reading.data?.carriers ?? []).map(({ code, name }) => [code, name]));
}

export function useSystems() {
  const reading = useRead<{ systems: Named[] }>('/systems?limit=200');
  return asOptions(reading.data?.systems);
}

const asOptions = (found: readonly Named[] | undefined) =>
  (found ?? []).map(({ code, name }) => ({ value: code, label: `${name}（${code}）` }));
