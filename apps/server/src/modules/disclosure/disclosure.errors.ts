import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'export-too-long': {
    status: 409,
    title: { zh: '行数超过一个工作表能容纳的上限', en: 'More rows than a sheet can hold' },
    mend: { zh: '请缩小查询范围，或改用 CSV', en: 'Narrow the search, or take CSV' },
    clause: null,
  },
});
