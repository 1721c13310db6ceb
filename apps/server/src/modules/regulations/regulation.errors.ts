import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'profiles-invalid': {
    status: 400,
    title: { zh: '规则文件不合格，没有保存', en: 'The profiles do not hold; nothing was stored' },
    mend: { zh: '请按所指位置修改后重新提交', en: 'Mend what is named and send again' },
    clause: null,
  },
  'publication-unchanged': {
    status: 409,
    title: { zh: '与现行规则相同，无需发布', en: 'The profiles are those in force already' },
    mend: { zh: '请核对所提交的规则', en: 'Check the profiles you sent' },
    clause: null,
  },
  'publication-beyond-territory': {
    status: 403,
    title: { zh: '所改规则不属于本级', en: 'A profile beyond your own territory would change' },
    mend: { zh: '请由该辖区的上级医疗保障局发布', en: 'Have the bureau above that territory publish it' },
    clause: null,
  },
  'publication-outdated': {
    status: 409,
    title: { zh: '提交之后已有其他规则发布，原申请作废', en: 'Other profiles were published since; the request is void' },
    mend: { zh: '请在现行规则的基础上重新申请', en: 'Request again on the basis in force' },
    clause: null,
  },
  'publication-decided': {
    status: 409,
    title: { zh: '该发布申请已批准', en: 'The publication is approved already' },
    mend: { zh: '如需再改，请另行申请', en: 'Request another publication' },
    clause: null,
  },
  'publication-digest-mismatch': {
    status: 409,
    title: { zh: '批准的内容与申请的内容不一致', en: 'What you approve is not what was requested' },
    mend: { zh: '请重新阅读申请，以其摘要批准', en: 'Read the request again and approve it by its digest' },
    clause: null,
  },
  'no-basis-yet': {
    status: 400,
    title: { zh: '该时刻尚无生效的规则', en: 'No rules were in force at that instant' },
    mend: { zh: '请指定 1970 年之后的时刻', en: 'Name an instant after 1970' },
    clause: null,
  },
  'effective-instant-past': {
    status: 400,
    title: { zh: '生效时间已过', en: 'The effective instant has passed' },
    mend: { zh: '请另定将来的生效时间，或自批准时生效', en: 'Name a later instant, or none for on approval' },
    clause: null,
  },
});
