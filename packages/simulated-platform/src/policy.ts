import { readFileSync } from 'node:fs';
import { type Decimal, readDecimal, toFen } from './money.ts';

export interface ItemRule {
  readonly prefix: string;
  readonly level: string;
  readonly charge: string;
  /** fen a unit above which the person pays alone; null: no limit */
  readonly unitLimit: number | null;
  readonly selfPay: Decimal;
}

export interface Benefit {
  readonly zh: string;
  readonly med_type: string;
  readonly insutype: string;
  /** fen a year */
  readonly deductible: number;
  readonly ratio: Decimal;
  /** fen a year the fund pays at most */
  readonly cap: number;
  readonly fund: string;
  readonly clr_type: string;
}

export interface Policy {
  readonly items: readonly ItemRule[];
  readonly benefits: readonly Benefit[];
}

interface PolicyFile {
  readonly levels: Readonly<Record<string, { readonly selfPay: string }>>;
  readonly items: readonly { prefix: string; level: string; charge: string; unitLimit: string | null }[];
  readonly benefits: readonly {
    zh: string;
    med_type: string;
    insutype: string;
    deductible: string;
    ratio: string;
    cap: string;
    fund: string;
    clr_type: string;
  }[];
}

/** Reads a policy file (seed/policy.json shows the form). Throws with the place of the first value that is no amount or ratio. */
export function loadPolicy(path: string | URL = new URL('../seed/policy.json', import.meta.url)): Policy {
  const file = JSON.parse(readFileSync(path, 'utf8')) as PolicyFile;
  const fen = (value: string, where: string): number => {
    const amount = toFen(value);
    if (amount === null || amount < 0) throw new Error(`${where}: "${value}" 不是金额（元，最多两位小数） / is not an amount in yuan`);
    return amount;
  };
  const ratio = (value: string | undefined, where: string): Decimal => {
    const read = readDecimal(value);
    if (read === null || read.units < 0n || read.units > 10n ** BigInt(read.scale)) {
      throw new Error(`${where}: "${value}" 不是 0 到 1 的比例 / is not a ratio from 0 to 1`);
    }
    return read;
  };
  return {
    items: file.items.map((item, at) => ({
      ...item,
      unitLimit: item.unitLimit === null ? null : fen(item.unitLimit, `items[${at}].unitLimit`),
      selfPay: ratio(file.levels[item.level]?.selfPay, `levels.${item.level}.selfPay`),
    })),
    benefits: file.benefits.map((row, at) => ({
      ...row,
      deductible: fen(row.deductible, `benefits[${at}].deductible`),
      cap: fen(row.cap, `benefits[${at}].cap`),
      ratio: ratio(row.ratio, `benefits[${at}].ratio`),
    })),
  };
}

/** The first item rule whose prefix fits the national list code; the file ends in a rule that fits all. */
export function itemRule(policy: Policy, code: string): ItemRule {
  const rule = policy.items.find((item) => code.startsWith(item.prefix));
  if (rule === undefined) throw new Error(`policy.items: no rule for ${code}; end the list with an empty prefix`);
  return rule;
}

/** The first benefit row for a kind of care and of insurance (a pattern that ends in * fits what begins so), or null where nothing is insured. */
export function benefitFor(policy: Policy, medType: string, insutype: string): Benefit | null {
  const fits = (pattern: string, value: string): boolean =>
    pattern === value || (pattern.endsWith('*') && value.startsWith(pattern.slice(0, -1)));
  return policy.benefits.find((row) => fits(row.med_type, medType) && fits(row.insutype, insutype)) ?? null;
}
