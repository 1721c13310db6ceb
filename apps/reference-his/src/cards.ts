/** The test cards in the drawer: what the people at the counter have in their hands. */
export interface Card {
  readonly name: string;
  readonly certno: string;
  readonly socialCard: string;
  readonly electronic: string;
}

const card = (name: string, certno: string, number: number): Card => {
  const serial = String(number).padStart(4, '0');
  return { name, certno, socialCard: `A64020${serial}`, electronic: `EC64020${serial}0000000000` };
};

export const CARDS = {
  worker: card('测试甲', '640104198001012001', 1),
  resident: card('测试乙', '640104198502022002', 2),
  both: card('测试丙', '640104197003032003', 3),
} as const;

/** Cards whose settlements meet something, in the order in which they are tried. */
export const TROUBLED: readonly Card[] = ['超时一', '超时二', '断线', '乱码', '串报', '拒付', '缓慢', '文本码', '空编号', '错时'].map(
  (name, at) => card(name, `6401041980010130${String(at + 1).padStart(2, '0')}`, at + 4),
);

/** Nobody has this certificate. */
export const NOBODY = card('查无此人', '999999199001010000', 9999);
