import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'restriction-not-foreseen': {
    status: 422,
    title: { zh: '当地规则没有以该条款作出的这种限制', en: 'The rules here know no restriction of this kind by this clause' },
    mend: { zh: '请从所列的限制种类和条款中选择', en: 'Choose one of the kinds and clauses listed' },
    clause: null,
  },
  'restriction-target-wrong': {
    status: 422,
    title: { zh: '这种限制的对象不对', en: 'This restriction is not ordered against that' },
    mend: {
      zh: '暂停系统对接针对信息系统，暂缓上传针对辖区，其余针对机构',
      en: 'A system is suspended, a division’s uploads are paused; the others are against an institution',
    },
    clause: null,
  },
  'restriction-wrong-decider': {
    status: 403,
    title: { zh: '这一限制不由您所在的一级决定', en: 'This restriction is not yours to order' },
    mend: { zh: '请报有权决定的一级办理', en: 'Report it to the level that decides' },
    clause: null,
  },
  'judgement-missing': {
    status: 422,
    title: { zh: '作出这一限制前须记录研判', en: 'A judgement must be recorded before this restriction' },
    mend: { zh: '请填写研判意见；可由同一人在同一时间填写', en: 'Write down the judgement; the same person may do so in the same minute' },
    clause: null,
  },
  'restriction-in-force': {
    status: 409,
    title: { zh: '同一条款的同种限制正在执行', en: 'The same restriction by the same clause is in force already' },
    mend: { zh: '无需重复作出；如有新情况，请待解除后另行作出', en: 'Nothing to do; a new occasion is ordered after this one is lifted' },
    clause: null,
  },
  'disconnection-not-foreseen': {
    status: 409,
    title: { zh: '当地规则没有机构自行断开的程序', en: 'The rules here know no disconnection by the institution itself' },
    mend: { zh: '请立即联系属地医保部门', en: 'Call the territorial bureau at once' },
    clause: null,
  },
  'restriction-lifted': {
    status: 409,
    title: { zh: '该限制已解除', en: 'The restriction has been lifted' },
    mend: { zh: '请核对；其他仍在执行的限制须各自解除', en: 'Check it; other restrictions in force are lifted on their own' },
    clause: null,
  },
  'restriction-reviewed': {
    status: 409,
    title: { zh: '该限制已复核', en: 'The restriction has been reviewed' },
    mend: { zh: '无需重复复核', en: 'Nothing to do' },
    clause: null,
  },
  'review-not-owed': {
    status: 409,
    title: { zh: '该限制无需事后复核', en: 'No review is owed for this restriction' },
    mend: { zh: '复核只用于一人作出的紧急限制', en: 'Only what one person ordered is reviewed after' },
    clause: null,
  },
  'lifting-condition-unmet': {
    status: 409,
    title: { zh: '尚不具备解除条件', en: 'The conditions of lifting are not met' },
    mend: { zh: '请先完成所列各项', en: 'Complete what is listed first' },
    clause: null,
  },
  'lifting-wrong-level': {
    status: 403,
    title: { zh: '该限制不由您所在的一级确认解除', en: 'This restriction is not yours to lift' },
    mend: { zh: '请报有权确认的一级办理', en: 'Report it to the level that confirms' },
    clause: null,
  },
  'lift-not-requested': {
    status: 409,
    title: { zh: '尚无人申请解除', en: 'Nobody has requested the lifting' },
    mend: { zh: '请先由一人申请解除，再由另一人批准', en: 'One person requests it, another approves' },
    clause: null,
  },
  'lift-request-void': {
    status: 409,
    title: { zh: '申请解除后整改情况已变更，原申请作废', en: 'What was mended has changed since the request; the request is void' },
    mend: { zh: '请对照新的整改情况重新申请', en: 'Request again on the rectification as it is now' },
    clause: null,
  },
  'proposal-decided': {
    status: 409,
    title: { zh: '该提议已有决定', en: 'The proposal has been decided' },
    mend: { zh: '请核对；如仍需要，请另行提议', en: 'Check it; propose anew if it is still needed' },
    clause: null,
  },
  'proposal-altered': {
    status: 409,
    title: { zh: '提议的内容与提出时不一致', en: 'The proposal is not what was proposed' },
    mend: { zh: '请否决后另行提议，并告知安全审计员', en: 'Decline it, propose anew and tell the auditor' },
    clause: null,
  },
  'scope-unknown': {
    status: 422,
    title: { zh: '没有这个信息系统或辖区，或不在您的辖区', en: 'There is no such system or division in your territory' },
    mend: { zh: '请核对编号', en: 'Check the code' },
    clause: null,
  },
});
