import { useQuery } from '@tanstack/react-query';
import { call, query } from './client.ts';

interface Division {
  readonly code: string;
  readonly name: string;
  readonly parent: string | null;
}

async function readDivisions(): Promise<ReadonlyMap<string, Division>> {
  const all = new Map<string, Division>();
  let after: string | null = null;
  do {
    const page: { divisions: Division[]; next: string | null } = await call('GET', `/divisions${query({ after })}`);
    for (const division of page.divisions) all.set(division.code, division);
    after = page.next;
  } while (after !== null);
  return all;
}

/** Names of divisions, so that no code stands alone: "银川市 兴庆区". The code where it is not known. */
export function useDivisionName(): (code: string) => string {
  const { data } = useQuery({ queryKey: ['divisions'], queryFn: readDivisions, staleTime: Number.POSITIVE_INFINITY });
  return (code) => {
    const own = data?.get(code);
    if (own === undefined) return code;
    const parent = own.parent === null ? undefined : data?.get(own.parent);
    const inProvince = parent !== undefined && !parent.code.endsWith('0000');
    return inProvince ? `${parent.name}${own.name}` : own.name;
  };
}
