import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'mail-nowhere': {
    status: 400,
    title: { zh: '要发邮件须先填写邮箱', en: 'Mails are wanted, and no address is given' },
    mend: { zh: '请填写邮箱，或不启用邮件提醒', en: 'Give an address, or want no mails' },
    clause: null,
  },
  'quiet-half-said': {
    status: 400,
    title: { zh: '免打扰时段须同时填写起止', en: 'A quiet time has a beginning and an end' },
    mend: { zh: '请补齐开始或结束时间，或都不填', en: 'Give both, or neither' },
    clause: null,
  },
  'mail-not-stuck': {
    status: 409,
    title: { zh: '该邮件没有停发，无需重发', en: 'The mail has not stopped; there is nothing to send again' },
    mend: { zh: '请刷新后核对其状态', en: 'Look at its state again' },
    clause: null,
  },
});
