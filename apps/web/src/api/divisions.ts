export interface Division {
  readonly code: string;
  readonly name: string;
  readonly level: string;
  readonly parent: string | null;
}

type Divisions = ReadonlyMap<string, Division>;

/** The whole country, as a person's territory. */
const NATION = '100000';

/** "银川市兴庆区": a county with its city; the code where it is not known. */
export function nameOf(all: Divisions, code: string): string {
  const own = all.get(code);
  if (own === undefined) return code;
  const parent = own.parent === null ? undefined : all.get(own.parent);
  const inProvince = parent !== undefined && !parent.code.endsWith('0000');
  return inProvince ? `${parent.name}${own.name}` : own.name;
}

/** Whether a division is the territory or lies in it, however many levels below. */
function isWithin(all: Divisions, code: string, territory: string): boolean {
  if (code === territory || territory === NATION) return true;
  const parent = all.get(code)?.parent ?? null;
  return parent !== null && isWithin(all, parent, territory);
}

/** Divisions of these levels in a territory, to choose from by name or code, in the order of their codes. */
export function divisionOptions(all: Divisions, territory: string, levels: readonly string[]) {
  return [...all.values()]
    .filter(({ code, level }) => levels.includes(level) && isWithin(all, code, territory))
    .map(({ code }) => ({ value: code, label: `${nameOf(all, code)}（${code}）` }));
}
