import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'calendar-year-unknown': {
    status: 409,
    title: { zh: '该期限跨入没有节假日数据的年份，不推测', en: 'The period reaches a year whose holidays are not held; none are guessed' },
    mend: { zh: '请先补入国务院办公厅当年的节假日通知', en: "Add that year's notice of the State Council to the calendars first" },
    clause: null,
  },
});
