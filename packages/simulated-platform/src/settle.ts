/** The arithmetic of one settlement: pure, in whole fen. */
import { type Decimal, priceOf, timesDown, timesHalfUp } from './money.ts';
import type { Benefit, ItemRule } from './policy.ts';

export interface Item {
  readonly feedetl_sn: string;
  readonly med_list_codg: string;
  readonly cnt: Decimal;
  readonly pric: Decimal;
  /** fen */
  readonly amount: number;
  readonly rule: ItemRule;
}

/** What a person has already used of a benefit in the year, in fen. */
export interface Used {
  readonly deductible: number;
  readonly fund: number;
}

export interface ItemCut {
  readonly item: Item;
  readonly overLimit: number;
  readonly fullOwn: number;
  readonly preSelf: number;
  readonly inScope: number;
}

/** All in fen. total = fund + account + cash; total = fullOwn + overLimit + preSelf + inScope. */
export interface Outcome {
  readonly total: number;
  readonly fullOwn: number;
  readonly overLimit: number;
  readonly preSelf: number;
  readonly inScope: number;
  readonly deductible: number;
  readonly fund: number;
  readonly account: number;
  readonly cash: number;
  readonly cuts: readonly ItemCut[];
}

/** Splits each item by the catalogue, then the sum by the benefit, then what is left between account and cash. */
export function settle(items: readonly Item[], benefit: Benefit, used: Used, accountBalance: number): Outcome {
  const cuts = items.map(cutItem);
  const sum = (pick: (cut: ItemCut) => number): number => cuts.reduce((total, cut) => total + pick(cut), 0);
  const total = sum((cut) => cut.item.amount);
  const inScope = sum((cut) => cut.inScope);
  const deductible = Math.min(inScope, Math.max(0, benefit.deductible - used.deductible));
  const fund = Math.min(timesDown(inScope - deductible, benefit.ratio), Math.max(0, benefit.cap - used.fund));
  const account = Math.min(Math.max(0, accountBalance), total - fund);
  return {
    total,
    fullOwn: sum((cut) => cut.fullOwn),
    overLimit: sum((cut) => cut.overLimit),
    preSelf: sum((cut) => cut.preSelf),
    inScope,
    deductible,
    fund,
    account,
    cash: total - fund - account,
    cuts,
  };
}

function cutItem(item: Item): ItemCut {
  const { rule, amount } = item;
  const limit = rule.unitLimit === null ? amount : priceOf(item.cnt, { units: BigInt(rule.unitLimit), scale: 2 });
  const overLimit = Math.max(0, amount - limit);
  const own = timesHalfUp(amount - overLimit, rule.selfPay);
  const wholly = rule.selfPay.units === 10n ** BigInt(rule.selfPay.scale);
  return { item, overLimit, fullOwn: wholly ? own : 0, preSelf: wholly ? 0 : own, inScope: amount - overLimit - own };
}
