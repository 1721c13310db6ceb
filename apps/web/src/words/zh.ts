import { zhForms } from './zh-forms.ts';
import { zhIdentity } from './zh-identity.ts';
import { zhNames } from './zh-names.ts';
import { zhSentences } from './zh-sentences.ts';

/** What every page inside may need in Chinese; what one page alone says stands in an area of its own, areas.ts. */
export const zh = { ...zhSentences, ...zhForms, ...zhIdentity, ...zhNames } as const;
