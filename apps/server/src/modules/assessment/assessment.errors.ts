import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'assessment-under-way': {
    status: 409,
    title: { zh: '已有一次自评正在进行', en: 'A self-assessment is under way already' },
    mend: { zh: '请待其完成；进度见自评列表', en: 'Wait for it; the list of assessments shows its progress' },
    clause: null,
  },
  'installation-of-others': {
    status: 409,
    title: { zh: '本安装不只属于您所在的省', en: 'The installation is not your province’s alone' },
    mend: { zh: '请由最上级医保局的管理员发起', en: 'Have an officer of the bureau above all others start it' },
    clause: null,
  },
  'assessment-not-done': {
    status: 409,
    title: { zh: '这次自评没有结论，不能核对', en: 'This self-assessment has found nothing that could be remarked on' },
    mend: { zh: '请待其完成，或另行发起一次', en: 'Wait until it is done, or start another' },
    clause: null,
  },
  'nothing-to-look-at': {
    status: 409,
    title: { zh: '这一项没有须人工核对的内容', en: 'Nothing of this item is for a person to look at' },
    mend: { zh: '请核对项号', en: 'Check the item' },
    clause: null,
  },
  'remark-waits': {
    status: 409,
    title: { zh: '这一项已有核对结论待另一人复核', en: 'A remark on this item is waiting to be confirmed' },
    mend: { zh: '请由另一名管理员复核', en: 'Have another officer confirm it' },
    clause: null,
  },
  'remark-not-waiting': {
    status: 409,
    title: { zh: '这一核对结论无须复核', en: 'This remark waits for nobody' },
    mend: {
      zh: '已复核的不再复核；“有问题”的结论立即成立',
      en: 'It is confirmed already, or says that something is not in order and stands as it is',
    },
    clause: null,
  },
});
