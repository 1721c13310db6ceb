/** What is sold and done, with national codes and the institution's own. */
export interface Article {
  readonly code: string;
  readonly own: string;
  readonly name: string;
  /** yuan */
  readonly price: number;
}

export const CAPSULES: Article = { code: 'XA02BCA211A012010100154', own: 'YP0001', name: '示例奥美拉唑肠溶胶囊', price: 28.25 };
export const HERB: Article = { code: 'T001700368', own: 'YP0002', name: '示例黄芪', price: 0.35 };
export const TABLETS: Article = { code: 'XC08CAA276A001010100011', own: 'YP0003', name: '示例苯磺酸氨氯地平片', price: 19.9 };
export const CONSULTATION: Article = { code: '001102000010000', own: 'ZC0001', name: '普通门诊诊察费', price: 12 };
export const BED: Article = { code: '001109000010000', own: 'CW0001', name: '普通床位费', price: 40 };

export interface Quantity {
  readonly article: Article;
  readonly count: number;
}

/** Quantity × price to the fen, in yuan. */
export function amountOf({ article, count }: Quantity): number {
  return Math.round(article.price * count * 100) / 100;
}

export function totalOf(items: readonly Quantity[]): number {
  return items.reduce((fen, one) => fen + Math.round(amountOf(one) * 100), 0) / 100;
}
