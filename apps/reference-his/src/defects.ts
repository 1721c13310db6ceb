/** Defects that this system can be given on purpose, one at a time, to try whoever tests it. */
export interface Defect {
  readonly name: string;
  readonly his: 'pharmacy' | 'hospital';
  readonly zh: string;
}

const PHARMACY = {
  'wrong-total': '总额少一分钱',
  'wrong-item-amount': '明细金额不等于数量乘单价',
  'local-item-code': '目录编码填了机构自编码',
  'reused-message-number': '两条报文用同一个编号',
  'foreign-message-number': '报文编号以别家机构编号开头',
  'signature-lower-case': '签名用小写十六进制',
  'signature-without-body': '签名没有覆盖报文体',
  'signature-clock-off': '签名时间戳差一小时',
  'clock-in-utc': '交易时间发送了 UTC',
  'other-institution': '报文填了别家机构编号',
  'missing-field': '预结算漏填医疗类别',
  'three-decimals': '金额有三位小数',
  'person-from-own-records': '不读凭证，人员编号取自自己的库',
  'fixed-insurance': '险种写死',
  'no-sign-in-number': '业务报文不带签到流水号',
  'no-reversal-after-timeout': '超时后不冲正',
  'no-reversal-after-break': '断线后不冲正',
  'retry-without-reversal': '超时后不冲正就重新结算',
  'reverses-other-message': '冲正填错报文编号',
  'reverses-other-transaction': '冲正填错交易编号',
  'stops-when-nothing-to-reverse': '冲正答复无需冲正就卡住',
  'malformed-taken-for-refusal': '读不懂的应答当作失败',
  'stale-reply-believed': '别的交易的应答当作成功',
  'swallowed-refusal': '平台拒绝当作成功',
  'text-code-taken-for-failure': 'infcode 为字符串时当作失败',
  'empty-reference-taken-for-failure': '应答编号为空时当作失败',
  impatient: '等待应答过短',
  'takes-platform-clock': '用应答时间当本机时间',
  'wrong-statement-total': '对总账金额错误',
  'other-details-file': '下载错对账结果文件',
  'cancels-other-settlement': '撤销了别的结算',
  'settles-other-than-tried': '结算与预结算不同',
  'sale-without-settlement': '销售上传不关联结算',
  'return-of-other-sale': '退货关联了别的结算',
  'purchase-return-of-other-item': '采购退货的药品不对',
  'deletes-other-batch': '删除了别的批次',
  'card-without-number': '读社保卡不带卡识别码',
  'settles-by-other-credential': '结算的凭证不是所读凭证',
  'downloads-other-file': '下载错目录文件',
  'unmatches-other-code': '撤销了别的目录对照',
  'goes-on-without-person': '查无此人仍继续办理',
} as const;

const HOSPITAL = {
  'settles-before-fees': '没有费用就结算',
  'cancels-visit-with-fees': '有费用时撤销挂号',
  'wrong-split': '结算的分割金额与平台不同',
  'local-diagnosis-code': '诊断填了机构自编码',
  'local-doctor-code': '医师填了工号',
  'local-disease-code': '慢特病填了机构自编码',
  'other-category-at-settlement': '结算时医疗类别变了',
  'cancels-other-visit-settlement': '撤销了别的门诊结算',
  'wrong-stay-total': '住院总额错误',
  'settles-stay-without-fees': '住院没有费用就结算',
  'cancels-other-stay-settlement': '撤销了别的住院结算',
  'list-of-other-settlement': '清单关联了别的结算',
  'other-category-of-fees': '住院费用的医疗类别变了',
  'takes-back-other-filing': '撤销了别的备案',
  'referral-to-local-code': '转往机构填了自编码',
} as const;

export type DefectName = keyof typeof PHARMACY | keyof typeof HOSPITAL;

export const DEFECTS: readonly Defect[] = [
  ...Object.entries(PHARMACY).map(([name, zh]) => ({ name, his: 'pharmacy' as const, zh })),
  ...Object.entries(HOSPITAL).map(([name, zh]) => ({ name, his: 'hospital' as const, zh })),
];

export function findDefect(name: string): Defect | null {
  return DEFECTS.find((one) => one.name === name) ?? null;
}
