import { zhNames } from './zh-names.ts';
import { zhSentences } from './zh-sentences.ts';

/** Every word that the portal shows in Chinese. The keys are the same in every language; a missing one does not compile. */
export const zh = { ...zhSentences, ...zhNames } as const;
