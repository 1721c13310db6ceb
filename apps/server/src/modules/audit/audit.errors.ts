import { declareRefusals } from '../../ground/refusal.ts';

export const refuse = declareRefusals({
  'audit-row-not-attested': {
    status: 409,
    title: { zh: '这一条还没有检查点证明', en: 'No checkpoint attests this row yet' },
    mend: { zh: '请稍后再试；如长时间如此，请核验审计链', en: 'Try again shortly; if it stays so, verify the audit' },
    clause: null,
  },
  'audit-not-whole': {
    status: 409,
    title: {
      zh: '审计记录与其检查点不符，无法出具证明',
      en: 'The audit is not what its checkpoints attest; nothing can be proved from it',
    },
    mend: { zh: '请核验审计链，并按事件处置', en: 'Verify the audit and treat what is found as an incident' },
    clause: 'NX-附3.2',
  },
  'audit-checkpoint-unknown': {
    status: 404,
    title: { zh: '没有这个检查点', en: 'There is no such checkpoint' },
    mend: { zh: '请先查询检查点', en: 'List the checkpoints first' },
    clause: null,
  },
});
