import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'clock-ended': {
    status: 409,
    title: { zh: '该时限已结束或已逾期，不能延长', en: 'The clock has ended or is overdue, and is not extended' },
    mend: { zh: '逾期如实记录；如有新的事由，请由新的事件起算', en: 'A breach stays on record; a new cause starts a new clock' },
    clause: null,
  },
  'clock-paused': {
    status: 409,
    title: { zh: '该时限处于暂停状态', en: 'The clock stands still' },
    mend: { zh: '请先恢复计时', en: 'Let it go on first' },
    clause: null,
  },
  'clock-not-paused': {
    status: 409,
    title: { zh: '该时限没有暂停', en: 'The clock does not stand still' },
    mend: { zh: '请核对时限的状态', en: 'Check the state of the clock' },
    clause: null,
  },
  'extension-not-later': {
    status: 400,
    title: { zh: '延长后的日期须晚于现到期日', en: 'The new date must lie after the one that stands' },
    mend: { zh: '请填写更晚的日期', en: 'Give a later date' },
    clause: null,
  },
  'notice-does-not-hold': {
    status: 400,
    title: { zh: '通知中的日期不成立', en: 'The dates of the notice do not hold' },
    mend: {
      zh: '假日须在本年度内，补班日须为周末且不与假日重叠',
      en: 'Holidays lie in the year; make-up days are weekend days that are no holidays',
    },
    clause: null,
  },
  'notice-not-own': {
    status: 403,
    title: {
      zh: '全国通知由国家级录入，地方通知由本省录入',
      en: "The country's notice is the nation's to enter, a local one its own province's",
    },
    mend: { zh: '请由相应层级办理', en: 'Have that level do it' },
    clause: null,
  },
  'notice-approved': {
    status: 409,
    title: { zh: '该通知已批准', en: 'The notice has been approved' },
    mend: { zh: '如有更正，请另录一份', en: 'Enter another one to correct it' },
    clause: null,
  },
  'calendar-year-unknown': {
    status: 409,
    title: { zh: '该期限跨入没有节假日数据的年份，不推测', en: 'The period reaches a year whose holidays are not held; none are guessed' },
    mend: { zh: '请先录入国务院办公厅当年的节假日通知', en: "Add that year's notice of the State Council to the calendars first" },
    clause: null,
  },
});
