import { enNames } from './en-names.ts';
import { enSentences } from './en-sentences.ts';

/** The same in English; loaded when somebody switches to it. */
export const en = { ...enSentences, ...enNames };
