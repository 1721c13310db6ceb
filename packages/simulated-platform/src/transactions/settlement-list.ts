/** 4101 and 4102: the settlement list of one settlement and its state. */
import { stamp } from '@anjie/national-interface';
import { type Handler, node, Refusal, text } from '../call.ts';
import type { Filing } from '../state.ts';

/** State → states an institution may move it to: 0 not submitted, 1 submitted, 2 passed, 3 rejected. */
const MOVES: Readonly<Record<string, readonly string[]>> = { '0': ['1'], '3': ['0', '1'] };

/** 4101: one list a settlement; a second replaces the first while it is not submitted. */
export const uploadSettlementList: Handler = (call) => {
  const fields = node(call, 'setlinfo');
  const setl_id = text(fields, 'setl_id');
  const settlement = call.state.settlements.get(setl_id);
  if (settlement?.institution !== call.institution || settlement.reversed !== null || settlement.mdtrt_id !== text(fields, 'mdtrt_id'))
    throw new Refusal(
      `没有找到本机构有效的结算 ${setl_id}，请先结算（2304）`,
      `this institution has no valid settlement ${setl_id}; settle first (2304)`,
    );
  const number = stamp(call.now).slice(2, 4) + String(call.state.filings.size + 1).padStart(7, '0');
  const filing: Filing = {
    kind: 'list',
    number,
    institution: call.institution,
    psn_no: settlement.psn_no,
    fields: { setl_id, stas_type: '0' },
    at: call.now,
    cancelled: false,
  };
  call.state.filings.set(`list ${setl_id}`, filing);
  return { data: { setl_list_id: number } };
};

/** 4102: moves lists to another state. */
export const changeListState: Handler = (call) => {
  const data = node(call, 'data');
  const [setl_id, wanted] = [text(data, 'setl_id'), text(data, 'stas_type')];
  const filing = call.state.filings.get(`list ${setl_id}`);
  if (filing?.institution !== call.institution)
    throw new Refusal(`结算 ${setl_id} 没有上传清单（4101）`, `the settlement ${setl_id} has no list (4101)`);
  const now = text(filing.fields, 'stas_type');
  if (MOVES[now]?.includes(wanted) !== true)
    throw new Refusal(`清单状态不能由 ${now} 改为 ${wanted}`, `the state of the list cannot go from ${now} to ${wanted}`);
  call.state.filings.set(`list ${setl_id}`, { ...filing, fields: { setl_id, stas_type: wanted } });
  return null;
};
