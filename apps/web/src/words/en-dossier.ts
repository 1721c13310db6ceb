import type { zhDossier } from './zh-dossier.ts';

export const enDossier: Record<keyof typeof zhDossier, string> = {
  'reveal.phone': 'Show the whole number',
  'reveal.name': 'Show the whole name',
  'reveal.what': 'Shown for one minute, then masked again. Your name, what you looked at and the reason below go into the audit.',
  'reveal.reason': 'Reason for looking',
  'reveal.reasonHint': 'What it is needed for, four characters or more; write no number in it',
  'reveal.until': 'masked again in {seconds} s',
  'reveal.hide': 'Mask it now',
};
