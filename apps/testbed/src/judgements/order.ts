/** Judgement on the order of transactions inside one visit or stay. */
import type { Exchange, Fields } from '../exchange.ts';
import { fail, type Judgement, PASS } from '../recogniser/judgement.ts';
import { valuesNamed } from '../suite/condition.ts';

interface Rule {
  /** one of these must stand for the visit */
  readonly needs?: readonly string[];
  /** none of these may stand */
  readonly bars?: readonly string[];
  readonly say: string;
}

/** What undoes what: the first takes the mark of the second away. */
const UNDOES: Readonly<Record<string, string>> = { '2205': '2204', '2208': '2207', '2302': '2301', '2305': '2304', '2405': '2402' };

const RULES: Readonly<Record<string, Rule>> = {
  '2206': { needs: ['2204'], say: '预结算前须先上传费用明细（2204）' },
  '2207': { needs: ['2204'], say: '结算前须先上传费用明细（2204）' },
  '2208': { needs: ['2207'], say: '没有可撤销的结算（2207）' },
  '2202': { bars: ['2204', '2207'], say: '撤销挂号前须先撤销结算（2208）和费用（2205）' },
  '2303': { needs: ['2301'], say: '预结算前须先上传住院费用明细（2301）' },
  '2304': { needs: ['2301'], say: '结算前须先上传住院费用明细（2301）' },
  '2305': { needs: ['2304'], say: '没有可撤销的住院结算（2304）' },
  '2405': { bars: ['2304'], needs: ['2402'], say: '撤销出院前须先撤销住院结算（2305），且已办理出院（2402）' },
  '2404': { bars: ['2301', '2304'], say: '撤销入院前须先撤销结算（2305）和费用（2302）' },
};

/** Each transaction comes after what it rests on, and undoing goes backwards. */
export const order: Judgement = () => {
  const done = new Map<string, Set<string>>();
  return (exchange) => {
    const visit = visitOf(exchange);
    const rule = RULES[exchange.infno];
    const marks = done.get(visit) ?? new Set<string>();
    const broken =
      rule !== undefined && visit !== '' && (rule.needs?.some((one) => !marks.has(one)) || rule.bars?.some((one) => marks.has(one)));
    if (exchange.reply !== 'refused' && visit !== '') {
      marks.add(exchange.infno);
      const undone = UNDOES[exchange.infno];
      if (undone !== undefined) marks.delete(undone);
      done.set(visit, marks);
    }
    if (rule === undefined || visit === '') return null;
    return broken ? fail(rule.say) : PASS;
  };
};

function visitOf(exchange: Exchange): string {
  for (const value of valuesNamed(exchange.request.input as Fields, 'mdtrt_id')) return String(value);
  return '';
}
