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
  'audit-archive-off': {
    status: 409,
    title: { zh: '没有设置审计归档目录', en: 'No folder for archives of the audit is set' },
    mend: { zh: '请设置 ANJIE_AUDIT_ARCHIVE', en: 'Set ANJIE_AUDIT_ARCHIVE' },
    clause: 'NX-附3.2-3c',
  },
  'audit-archive-unknown': {
    status: 404,
    title: { zh: '该月没有归档', en: 'That month is not archived' },
    mend: { zh: '月份结束并签名后自动归档', en: 'A month is archived once it has ended and is signed' },
    clause: null,
  },
  'audit-archive-missing': {
    status: 409,
    title: { zh: '归档文件不在归档目录', en: 'The file is not in the folder of the archives' },
    mend: { zh: '请把该月的归档文件放回归档目录', en: 'Put the file of that month back into the folder' },
    clause: 'NX-附3.2-3c',
  },
  'audit-archive-altered': {
    status: 409,
    title: { zh: '归档文件与签名不符，不予恢复', en: 'The archive is not what was signed; nothing is put back from it' },
    mend: { zh: '请从另一份副本取得该文件，并按事件处置', en: 'Fetch the file from another copy and treat this as an incident' },
    clause: 'NX-附3.2-3c',
  },
});
