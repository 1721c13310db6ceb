import { enForms } from './en-forms.ts';
import { enIdentity } from './en-identity.ts';
import { enNames } from './en-names.ts';
import { enSentences } from './en-sentences.ts';

/** The same in English. */
export const en = { ...enSentences, ...enForms, ...enIdentity, ...enNames };
