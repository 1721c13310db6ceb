/** Money as whole fen (1/100 yuan) in safe integers, factors as exact decimals. No amount ever passes through a fraction. */

/** An exact decimal: units / 10^scale. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** Reads a number or decimal text of JSON exactly as written, or null where it is none or has an exponent. */
export function readDecimal(value: unknown): Decimal | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  const match = /^(-?)(\d{1,20})(?:\.(\d{1,10}))?$/.exec(text);
  if (match === null) return null;
  const fraction = match[3] ?? '';
  const units = BigInt(match[2] + fraction);
  return { units: match[1] === '-' ? -units : units, scale: fraction.length };
}

/** Yuan to fen; null where the value is no amount, has a part of a fen, or is beyond exact integers. */
export function toFen(value: unknown): number | null {
  const decimal = readDecimal(value);
  if (decimal === null) return null;
  const fen = decimal.units * 100n;
  const divisor = 10n ** BigInt(decimal.scale);
  if (fen % divisor !== 0n) return null;
  const result = Number(fen / divisor);
  return Number.isSafeInteger(result) ? result : null;
}

/** Fen to the number of yuan that JSON prints with at most two decimals. */
export function toYuan(fen: number): number {
  return fen / 100;
}

/** Product rounded half up to whole fen; both factors non-negative. */
export function timesHalfUp(fen: number, factor: Decimal): number {
  const divisor = 10n ** BigInt(factor.scale);
  return Number((BigInt(fen) * factor.units * 2n + divisor) / (divisor * 2n));
}

/** Product rounded down to whole fen; both factors non-negative. */
export function timesDown(fen: number, factor: Decimal): number {
  return Number((BigInt(fen) * factor.units) / 10n ** BigInt(factor.scale));
}

/** quantity × price in fen, rounded half up. */
export function priceOf(quantity: Decimal, price: Decimal): number {
  const divisor = 10n ** BigInt(quantity.scale + price.scale);
  return Number((quantity.units * price.units * 200n + divisor) / (divisor * 2n));
}
