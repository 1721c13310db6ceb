import { type Handler, node, Refusal, text } from '../call.ts';
import { takeBack } from '../settlement-book.ts';
import { effectKey } from '../state.ts';

/** The only transactions that 2601 takes back. */
export const REVERSIBLE = ['2102', '2207', '2304', '2401'];

/**
 * 2601: takes back what a request did whose reply was lost, found by its infno and msgid.
 *
 * "Nothing found" is a refusal of its own: the sender then knows that the first request left no effect.
 */
export const reverse: Handler = (call) => {
  const data = node(call, 'data');
  const [oinfno, omsgid] = [text(data, 'oinfno'), text(data, 'omsgid')];
  if (!REVERSIBLE.includes(oinfno)) {
    const all = REVERSIBLE.join(', ');
    throw new Refusal(`2601 只能冲正 ${all}，不能冲正 ${oinfno}`, `2601 reverses ${all} only, not ${oinfno}`);
  }
  const effect = call.state.effects.get(effectKey(call.institution, oinfno, omsgid));
  if (effect === undefined || effect.psn_no !== text(data, 'psn_no')) {
    throw new Refusal(
      `没有找到报文 ${omsgid} 的 ${oinfno} 交易，无需冲正`,
      `no ${oinfno} with msgid ${omsgid} took effect; nothing to reverse`,
    );
  }
  if (effect.reversed) throw new Refusal(`报文 ${omsgid} 已经冲正过`, `msgid ${omsgid} has been reversed already`);
  if (effect.settlement !== null) takeBack(call, effect.settlement);
  effect.undo?.();
  effect.reversed = true;
  return null;
};
