import { sm3Hex } from '@anjie/guomi';

/** JSON with sorted names and no space: equal values give equal texts, whatever order a store keeps them in. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one === undefined ? null : one)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join(',')}}`;
}

/** SM3 of the canonical text. Source: GB/T 32905-2016. */
export function digestOf(value: unknown): string {
  return sm3Hex(canonical(value));
}
