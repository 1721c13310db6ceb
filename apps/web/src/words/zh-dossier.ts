/** What the dossier of one institution alone says. */
export const zhDossier = {
  'reveal.phone': '查看完整号码',
  'reveal.name': '查看完整姓名',
  'reveal.what': '显示一分钟后重新遮盖。您的姓名、查看的项目和下面的理由记入审计。',
  'reveal.reason': '查看理由',
  'reveal.reasonHint': '写明用途，四个字以上；不要写入号码',
  'reveal.until': '{seconds} 秒后重新遮盖',
  'reveal.hide': '立即遮盖',
} as const;
