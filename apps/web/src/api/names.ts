import { useQuery } from '@tanstack/react-query';
import { call, query } from './client.ts';
import { type Division, divisionOptions, nameOf } from './divisions.ts';

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

const NONE: ReadonlyMap<string, Division> = new Map();
const useDivisions = () => useQuery({ queryKey: ['divisions'], queryFn: readDivisions, staleTime: Number.POSITIVE_INFINITY });

/** Names of divisions, so that no code stands alone: "银川市 兴庆区". The code where it is not known. */
export function useDivisionName(): (code: string) => string {
  const { data = NONE } = useDivisions();
  return (code) => nameOf(data, code);
}

/** The choice of divisions of a form; `loading` while their names are on the way. */
export function useDivisionOptions(territory: string, levels: readonly string[]) {
  const { data = NONE, isPending } = useDivisions();
  return { options: divisionOptions(data, territory, levels), loading: isPending };
}
