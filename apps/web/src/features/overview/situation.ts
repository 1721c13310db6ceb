import type { Text } from '../../words/language.tsx';

/** In the order in which shares are drawn: what passes first, what takes away most last. */
export const STANDINGS = ['admitted', 'test-only', 'connecting', 'settlement-suspended', 'cut-off', 'terminated', 'blacklisted'] as const;
export type Standing = (typeof STANDINGS)[number];
export type Standings = Readonly<Record<Standing, number>>;

export interface Division {
  readonly code: string;
  readonly name: string;
  readonly level: string;
}

export interface Situation {
  readonly readAt: string;
  readonly division: Division;
  readonly above: readonly Division[];
  readonly total: number;
  readonly standings: Standings;
  readonly below: readonly (Division & { readonly total: number; readonly standings: Standings })[];
  readonly orders: readonly {
    readonly scope: string;
    readonly environments: readonly string[];
    readonly clause: string;
    readonly what: Text;
    readonly imposedAt: string;
  }[];
}

export interface Trends {
  readonly readAt: string;
  readonly days: readonly {
    readonly day: string;
    readonly admitted: number;
    readonly restored: number;
    readonly suspended: number;
    readonly cutOff: number;
  }[];
  readonly clocks: {
    readonly running: number;
    readonly overdue: number;
    readonly dueSoon: number;
    readonly kinds: readonly { readonly kind: string; readonly clause: string; readonly overdue: number; readonly oldest: string }[];
  };
  readonly traffic: {
    readonly forwarded: number;
    readonly refused: number;
    readonly hours: readonly { readonly at: string; readonly forwarded: number; readonly refused: number }[];
    readonly reasons: readonly { readonly refusal: string; readonly clause: string | null; readonly count: number }[];
  };
  readonly cutOffs: readonly {
    readonly institution: string;
    readonly name: string;
    readonly orderedAt: string;
    readonly verifiedAt: string | null;
    readonly gateways: number;
    readonly verified: number;
  }[];
  readonly changes: readonly {
    readonly institution: string;
    readonly name: string;
    readonly at: string;
    readonly was: string | null;
    readonly became: string;
  }[];
  readonly head: number;
  readonly gateways: readonly {
    readonly code: string;
    readonly name: string;
    readonly revision: number | null;
    readonly seenAt: string | null;
  }[];
}

/** Hundredths with one place behind the point: none only where there is none, all only where it is all. */
export function share(count: number, total: number): string {
  if (total === 0 || count === 0) return '0';
  const hundredths = (count / total) * 100;
  if (hundredths < 0.1) return '<0.1';
  return hundredths > 99.9 && count < total ? '>99.9' : hundredths.toFixed(1);
}

/** Days of a span that ends on `last`, "yyyy-mm-dd", the earliest first; a day without a change counts nought. */
export function everyDay<Row extends { readonly day: string }>(
  rows: readonly Row[],
  last: string,
  count: number,
  none: Omit<Row, 'day'>,
): Row[] {
  const known = new Map(rows.map((row) => [row.day, row]));
  const end = Date.parse(last);
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(end - (count - 1 - index) * 86_400_000).toISOString().slice(0, 10);
    return known.get(day) ?? ({ ...none, day } as Row);
  });
}

/** The list of those who stand so in the division. */
export function listOf(division: Division, standing: Standing): string {
  const field = { province: 'prov', city: 'city', county: 'div' }[division.level];
  return `/lists/standings?standing=${standing}${field === undefined ? '' : `&${field}=${division.code}`}`;
}
